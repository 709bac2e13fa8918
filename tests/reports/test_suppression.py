"""Nobody's answer follows from what is shown: tables with totals, trees of departments, filters, period after period."""

from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.figures.suppression import Group, Sum, batches, cells, hide, tree_sums, union, whole

Cell: TypeAlias = tuple[int | str, int | str]  # row and column, each a number or "all"


def echelon(rows: list[list[int]]) -> dict[int, list[Fraction]]:
    """A matrix brought into steps by exact elimination, by the column where each begins: nothing of what is tested is used."""
    steps: dict[int, list[Fraction]] = {}
    for row in rows:
        rest = remainder(steps, row)
        lead = next((column for column, value in enumerate(rest) if value), None)
        if lead is not None:
            steps[lead] = [value / rest[lead] for value in rest]
    return steps


def remainder(steps: dict[int, list[Fraction]], row: list[int]) -> list[Fraction]:
    """What is left of a row that the others do not tell."""
    rest = [Fraction(value) for value in row]
    for column in range(len(rest)):
        if rest[column] and column in steps:
            times = rest[column]
            rest = [a - times * b if b else a for a, b in zip(rest, steps[column], strict=True)]
    return rest


def follows(known: dict[int, list[Fraction]], asked: list[int]) -> bool:
    """Whether a reader of the known sums can work out the one asked for."""
    return not any(remainder(known, asked))


def what_is_known(keys: list, sums: list[Sum], hidden: frozenset, nobody: set) -> dict[int, list[Fraction]]:
    """The shown cells, the empty ones, and the sums, each a row over all cells."""
    shown = [[int(key == each) for key in keys] for each in keys if each not in hidden or each in nobody]
    return echelon(shown + [[(key in each.parts) - (key == each.total) for key in keys] for each in sums])


@st.composite
def tables(draw) -> tuple[dict[Cell, Group], list[Sum[Cell]]]:
    """Rows by columns with the totals of both and of all."""
    height, width = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    inner = {
        (row, column): tuple(draw(st.lists(st.integers(0, 7), min_size=2, max_size=2)))
        for row in range(height)
        for column in range(width)
    }
    groups: dict[Cell, Group] = {key: Group(sum(values), values) for key, values in inner.items()}
    for row in range(height):
        groups[row, "all"] = union(groups[row, column] for column in range(width))
    for column in range(width):
        groups["all", column] = union(groups[row, column] for row in range(height))
    groups["all", "all"] = union(groups[row, "all"] for row in range(height))
    sums: list[Sum[Cell]] = [
        Sum((row, "all"), tuple((row, column) for column in range(width))) for row in (*range(height), "all")
    ]
    sums += [Sum(("all", column), tuple((row, column) for row in range(height))) for column in (*range(width), "all")]
    return groups, sums


@st.composite
def trees(draw) -> tuple[dict[int, int | None], dict[int, Group]]:
    """Departments below each other, each with who answered in it directly."""
    size = draw(st.integers(1, 9))
    parent_of: dict[int, int | None] = {0: None}
    for node in range(1, size):
        parent_of[node] = draw(st.integers(0, node - 1))
    values = {node: tuple(draw(st.lists(st.integers(0, 5), min_size=2, max_size=2))) for node in parent_of}
    return parent_of, {node: Group(sum(two), two) for node, two in values.items()}


def below(node: int, parent_of: dict[int, int | None]) -> set[int]:
    return {node} | {each for child, parent in parent_of.items() if parent == node for each in below(child, parent_of)}


def test_oracle_6_a_the_next_smallest_is_hidden_with_the_small_one():
    groups = {"A": Group(12, (9, 3)), "B": Group(3, (1, 2)), "C": Group(8, (6, 2)), "all": Group(23, (16, 7))}
    assert hide(groups, [Sum("all", ("A", "B", "C"))]) == {"B", "C"}


def test_oracle_6_b_all_without_b_is_refused_as_b_is():
    groups = {"top": Group(0), "A": Group(12, (9, 3)), "B": Group(3, (1, 2)), "C": Group(8, (6, 2))}
    parts = cells(groups, {"top": None, "A": "top", "B": "top", "C": "top"})
    assert set(parts) == {frozenset("A"), frozenset("BC")}
    assert whole({"A", "B", "C"}, parts) is not None
    assert whole({"B"}, parts) is None
    assert whole({"A", "C"}, parts) is None


def test_a_table_of_enough_everywhere_is_shown_whole():
    groups = {"A": Group(12, (9, 3)), "B": Group(5, (1, 4)), "all": Group(17, (10, 7))}
    assert hide(groups, [Sum("all", ("A", "B"))]) == frozenset()


def test_two_small_ones_that_are_few_together_take_a_third_along():
    groups = {"A": Group(20), "B": Group(1), "C": Group(2), "D": Group(9), "all": Group(32)}
    assert hide(groups, [Sum("all", ("A", "B", "C", "D"))]) == {"B", "C", "D"}


def test_a_department_whose_people_all_said_the_same_is_hidden():
    groups = {"A": Group(12, (9, 3)), "B": Group(8, (0, 8)), "C": Group(6, (3, 3)), "all": Group(26, (12, 14))}
    assert hide(groups, [Sum("all", ("A", "B", "C"))]) == {"B", "C"}
    assert not hide({key: Group(each.count) for key, each in groups.items()}, [Sum("all", ("A", "B", "C"))])


def test_where_personal_attributes_make_the_groups_ten_are_needed():
    groups = {"A": Group(30), "B": Group(9), "C": Group(12), "all": Group(51)}
    assert hide(groups, [Sum("all", ("A", "B", "C"))], fewest=10) == {"B", "C"}


def test_an_empty_department_hides_nobody_else():
    groups = {"A": Group(12), "B": Group(3), "C": Group(0), "D": Group(7), "all": Group(22)}
    assert hide(groups, [Sum("all", ("A", "B", "C", "D"))]) == {"B", "D"}


@given(tables())
def test_no_hidden_cell_of_a_table_follows_from_those_shown(table):
    groups, sums = table
    keys, hidden = list(groups), hide(*table)
    assert {key for key, group in groups.items() if group.count and not group.is_enough()} <= hidden
    known = what_is_known(keys, sums, hidden, {key for key, group in groups.items() if not group.count})
    for each in hidden:
        assert not follows(known, [int(key == each) for key in keys])
    for few in (pair for pair in combinations(hidden, 2) if not union(groups[key] for key in pair).is_enough()):
        assert not follows(known, [int(key in few) for key in keys])


@given(trees())
def test_no_hidden_department_follows_from_those_above_beside_and_below(tree):
    parent_of, own = tree
    sums = tree_sums(parent_of, lambda node: ("own", node))
    groups = {("own", node): group for node, group in own.items()}
    groups |= {node: union(own[each] for each in below(node, parent_of)) for node in parent_of}
    keys, hidden = list(groups), hide(groups, sums)
    known = what_is_known(keys, sums, hidden, {key for key, group in groups.items() if not group.count})
    assert {key for key, group in groups.items() if group.count and not group.is_enough()} <= hidden
    for each in hidden:
        assert not follows(known, [int(key == each) for key in keys])


@given(trees())
def test_cells_hold_everybody_once_and_are_enough(tree):
    parent_of, own = tree
    parts = cells(own, parent_of)
    held = [node for cell in parts for node in cell]
    assert len(held) == len(set(held))
    assert all(union(own[node] for node in cell).is_enough() for cell in parts)
    if union(own.values()).is_enough() or parts:
        assert set(held) == {node for node, group in own.items() if group.count}


@given(trees())
def test_whatever_filters_are_compared_no_part_of_a_cell_follows(tree):
    parent_of, own = tree
    parts, nodes = cells(own, parent_of), list(parent_of)
    filters = [below(node, parent_of) for node in nodes]
    filters += [set(nodes) - each for each in filters]
    answers = [found for each in filters if (found := whole(each, parts)) is not None]
    rows = [[int(any(node in cell for cell in found)) for node in nodes] for found in answers]
    rows += [[int(node == each) for node in nodes] for each in nodes if not own[each].count]
    known = echelon(rows)
    for size in (1, 2):
        for few in combinations([node for node in nodes if own[node].count], size):
            if not union(own[node] for node in few).is_enough():
                assert not follows(known, [int(node in few) for node in nodes])


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ([6, 7], [(0, 1), (1, 2)]),
        ([2, 2, 2, 9], [(0, 3), (3, 4)]),
        ([6, 4], [(0, 1)]),
        ([0, 0, 5], [(0, 3)]),
        ([4], []),
    ],
)
def test_periods_with_few_wait_for_the_next(counts: list[int], found: list[tuple[int, int]]):
    assert batches([Group(count) for count in counts]) == [range(*pair) for pair in found]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12), st.integers(0, 12))
def test_a_new_period_changes_no_earlier_figure(pairs, until):
    groups = [Group(sum(pair), pair) for pair in pairs]
    earlier, later = batches(groups[:until]), batches(groups)
    assert later[: len(earlier)] == earlier
    assert all(union(groups[place] for place in batch).is_enough() for batch in later)
