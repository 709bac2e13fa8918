"""What a version asks for: compared, checked."""

import pytest

from app.programmes.definitions.outline import Entry, Path, Problem, compare, problems_of
from tests.programmes.making import outline

PUBLISHED = {"packing", "harbour", "watch"}


def problems(asked, unpublished=()):
    return [problem for problem, _about in problems_of(asked, published=PUBLISHED, unpublished=set(unpublished))]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (outline("packing"), []),
        (outline(), [Problem.EMPTY]),
        (outline(electives=("packing", "harbour"), electives_needed=1), []),
        (outline(electives=("packing",)), [Problem.EMPTY]),
        (outline(electives=("packing",), electives_needed=2), [Problem.TOO_MANY_ELECTIVES]),
        (outline("packing", electives=("harbour",)), [Problem.NO_ELECTIVES_NEEDED]),
        (outline("packing", "packing"), [Problem.TWICE]),
        (outline("packing", electives=("packing",), electives_needed=1), [Problem.TWICE]),
        (outline("packing", renewal=("packing",), valid_months=12), []),
        (outline("packing", renewal=("harbour",)), [Problem.NO_VALIDITY]),
        (outline("packing", valid_months=3, window_days=90), [Problem.LONG_WINDOW]),
        (outline("packing", "gone"), [Problem.UNKNOWN]),
        (outline("packing", renewal=("gone",), valid_months=12), [Problem.UNKNOWN]),
    ],
)
def test_what_stands_against_publishing(asked, found):
    assert problems(asked) == found


def test_a_course_that_is_not_published_keeps_from_publishing():
    assert problems(outline("packing", "later"), unpublished=["later"]) == [Problem.UNPUBLISHED]


def test_two_versions_tell_what_is_new_gone_and_changed():
    old = outline("packing", "watch", electives=("harbour",), electives_needed=1)
    new = outline("harbour", "packing", renewal=("packing",), valid_months=12, window_days=60)
    changes = compare(old, new)
    assert changes.added == (Entry("packing", True, Path.RENEWAL),)
    assert changes.removed == (Entry("watch"),)
    assert changes.changed == (Entry("harbour"),)
    assert changes.reordered
    assert changes.terms == (("electives_needed", 1, 0), ("valid_months", None, 12), ("window_days", 90, 60))
    assert not changes.nothing


def test_the_same_outline_changes_nothing_and_has_the_same_digest():
    assert compare(outline("packing"), outline("packing", grace_days=5)).nothing
    assert outline("packing").digest == outline("packing").digest
    assert outline("packing").digest != outline("packing", note="why").digest
