"""What options are worth, on its way out and back."""

from decimal import Decimal

import pytest

from app.content.exchange.model import Choice, Record
from app.content.exchange.shared import weighted

from .helpers import records, write

WEIGHTED = Record(
    "multiple",
    id="w",
    heading="Which?",
    options=(
        Choice("a", True, Decimal("0.7")), Choice("b", True, Decimal("0.3")), Choice("c", False, Decimal("-0.2")), Choice("d"),
    ),
)  # fmt: skip
THREE = Record("multiple", id="t", heading="Which?", options=tuple(Choice(x, x != "d") for x in "abcd"))


@pytest.mark.parametrize("form", ["gift", "moodle", "qti"])
def test_weights_of_several_options_come_back(form: str):
    back = records(form, write(form, [WEIGHTED])[0])[0]
    assert [(each.right, each.weight) for each in back.options] == [
        (True, Decimal("0.7")), (True, Decimal("0.3")), (False, Decimal("-0.2")), (False, None),
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["gift", "moodle", "qti"])
def test_thirds_come_back_as_the_usual_rule(form: str):
    data, said = write(form, [THREE])
    back = records(form, data)[0]
    assert said == []
    assert [(each.right, each.weight) for each in back.options] == [(x != "d", None) for x in "abcd"]


@pytest.mark.parametrize("form", ["gift", "moodle", "qti"])
def test_a_rule_that_cannot_be_said_is_named(form: str):
    assert write(form, [THREE.but(settings={"partial": "each"})])[1] == ["C602"]


def test_all_or_nothing_can_be_said_in_qti():
    data, said = write("qti", [THREE.but(settings={"partial": "none"})])
    assert said == []
    assert records("qti", data)[0].settings == {"partial": "none"}


def test_rounded_shares_are_made_to_add_up():
    options = [
        Choice(x, weight=Decimal(w)) for x, w in (("a", "0.3333"), ("b", "0.3333"), ("c", "0.3333"), ("d", "-0.5"))
    ]
    found = weighted(options, several=True)
    assert sum(each.weight or 0 for each in found if each.right) == 1
