"""An answer is filed where enough others could have given it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.surveys.filing import filed_under

SALES, NORTH, SOUTH = "/1/2/", "/1/2/3/", "/1/2/4/"


@pytest.mark.parametrize(
    ("path", "answered", "department"),
    [
        (NORTH, {NORTH: 1}, None),
        (NORTH, {NORTH: 4}, None),
        (NORTH, {NORTH: 5}, 3),
        (NORTH, {NORTH: 3, SOUTH: 2}, 2),
        (NORTH, {NORTH: 3, SOUTH: 9}, None),
        (SALES, {NORTH: 9, SALES: 1}, None),
        (SALES, {NORTH: 9, SALES: 5}, 2),
        (SALES, {NORTH: 4, SALES: 1}, 2),
        (SOUTH, {NORTH: 9, SALES: 4, SOUTH: 1}, 2),
    ],
)
def test_the_nearest_department_with_five_who_answered_is_chosen(path, answered, department):
    assert filed_under(path, answered) == department


PATHS = ["/1/", "/1/2/", "/1/2/3/", "/1/2/4/", "/1/5/", "/1/5/6/"]


def hidden_among(path: str, answered: dict[str, int]) -> int:
    """Who of a department could have given an answer filed there: not those below where enough answered."""
    children = [each for each in PATHS if each.startswith(path) and each.count("/") == path.count("/") + 1]
    below = [hidden_among(each, answered) for each in children]
    return answered.get(path, 0) + sum(count for count in below if count < 5)


@given(st.lists(st.sampled_from(PATHS), max_size=40))
def test_wherever_an_answer_lies_five_people_could_have_given_it(order: list[str]):
    answered: dict[str, int] = {}
    for path in order:
        answered[path] = answered.get(path, 0) + 1
        department = filed_under(path, answered)
        if department is not None:
            (place,) = [each for each in PATHS if each.endswith(f"/{department}/")]
            assert path.startswith(place)
            assert hidden_among(place, answered) >= 5
