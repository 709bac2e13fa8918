from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programmes.rules.audience import Audience, BadAudience, Conditions, read_audience, stored_audience

ids = st.lists(st.integers(1, 2**31 - 1), max_size=4).map(tuple)
conditions = st.builds(
    Conditions,
    people=ids,
    departments=ids,
    positions=ids,
    families=st.lists(st.text(min_size=1, max_size=9), max_size=3).map(tuple),
    roles=st.lists(st.sampled_from(["hr", "manager"]), max_size=2).map(tuple),
    hired_from=st.none() | st.dates(),
    hired_to=st.none() | st.dates(),
    hired_within=st.none() | st.integers(1, 3650),
    heads=st.booleans(),
)


@given(st.builds(Audience, all=conditions, any=conditions, none=conditions))
def test_an_audience_reads_as_it_was_stored(audience):
    assert read_audience(stored_audience(audience)) == audience


@pytest.mark.parametrize(
    "stored",
    [
        {"everyone": True},
        {"all": {"department": [1]}},
        {"all": {"departments": ["1"]}},
        {"all": {"departments": [0]}},
        {"all": {"departments": [2**40]}},
        {"all": {"people": list(range(1, 502))}},
        {"all": {"hired_from": "yesterday"}},
        {"all": {"hired_within": 0}},
        {"all": {"heads": 1}},
        {"all": {"families": [""]}},
        {"all": []},
        [],
    ],
)
def test_anything_else_is_refused(stored):
    with pytest.raises(BadAudience):
        read_audience(stored)


def test_what_is_not_said_is_not_stored():
    assert stored_audience(Audience()) == {}
    assert stored_audience(Audience(all=Conditions(hired_from=date(2026, 1, 1)))) == {
        "all": {"hired_from": "2026-01-01"}
    }
