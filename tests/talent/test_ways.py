"""Where the targets of a position are taught; and that the programmes which come along teach what their posts ask for."""

from functools import cache
from pathlib import Path

import pytest

from app.content.publishing.store import NoStore
from app.talent.model import Framework, Position
from app.talent.shelf import Shelf
from app.talent.taught import Taught, taught
from app.talent.ways import Way, left_open, ways
from tests.content.folders import MODULE, builder, course, lesson
from tests.curriculum.library import COURSES, catalogue

POSTS = ("NEW", "OPR", "WHS", "CUS", "FIN", "MFG", "MGR")
FROM_APPLY = 2
CONFIG = "format: 1\nid: %s\ntitle: C\nlanguages: [en]\ncompetencies:\n  tying: {title: Tying, levels: 3}\n"


def small(folder: Path, course_id: str, **pages: str) -> dict[str, Taught]:
    files = {f"m1/{name}.en.md": page for name, page in pages.items()}
    made = course(folder, {"m1/module.yaml": MODULE, **files}, CONFIG % course_id)
    return dict(taught(builder(made).build()))


@pytest.mark.parametrize(
    ("required", "electives", "stands"),
    [(["c1"], [], "required"), ([], ["c1"], "electives"), (["c2"], ["c3"], "others")],
)
def test_a_course_stands_as_the_programme_has_it(tmp_path: Path, required, electives, stands):
    known = small(tmp_path, "c1", a=lesson("low", competencies="{tying: 1}"))
    way = ways(Position("P", {}, {}, {"tying": 3}), known, required=required, electives=electives)["tying"]
    assert [each.id for each in getattr(way, stands)] == ["c1"]
    assert way.nearest == getattr(way, stands)


def test_a_quiz_alone_teaches_nothing(tmp_path: Path):
    question = "## [?] Who?\n`id: q1`\n\n- (x) A\n- ( ) B\n"
    known = small(tmp_path, "c1", a=lesson("exam", question, type="quiz", competencies="{tying: 1}"))
    assert ways(Position("P", {}, {}, {"tying": 1}), known, required=["c1"])["tying"] == Way()


def test_what_no_required_course_teaches_is_left_open_the_highest_first():
    position = Position("P", {}, {}, {"a": 1, "b": 3, "c": 2})
    assert list(left_open(position, {"a": Way(), "b": Way(), "c": Way()}).items()) == [("b", 3), ("c", 2), ("a", 1)]


@cache
def shipped() -> Framework:
    return Shelf(COURSES, NoStore()).framework()


def programme(code: str) -> tuple[Position, dict[str, Way]]:
    """A post and where its targets are taught, as the programme that comes along has it."""
    starter = shipped().starter_of(code)
    assert starter is not None
    position = shipped().positions[code]
    return position, ways(position, taught(catalogue()), required=starter.required, electives=starter.electives)


def test_there_is_a_programme_for_each_post():
    assert {each.position for each in shipped().starters.values()} == set(POSTS) == set(shipped().positions)


@pytest.mark.parametrize("code", POSTS)
def test_a_programme_teaches_every_competency_that_its_post_has_to_apply(code: str):
    position, found = programme(code)
    assert not [
        name
        for name, level in position.levels.items()
        if level >= FROM_APPLY and not (found[name].required or found[name].electives)
    ]


def test_only_these_have_to_be_chosen_among_the_electives():
    opened = {}
    for code in POSTS:
        position, found = programme(code)
        opened[code] = sorted(name for name, level in left_open(position, found).items() if level >= FROM_APPLY)
    assert {code: names for code, names in opened.items() if names} == {
        "OPR": ["INN-01", "WHS-03"],
        "CUS": ["LOG-01"],
        "MFG": ["LOG-02"],
        "MGR": ["CUS-01", "MKT-02", "MKT-03"],
    }


@pytest.mark.parametrize("code", POSTS)
def test_every_target_is_taught_by_some_course_that_comes_along(code: str):
    position, found = programme(code)
    assert not [name for name in position.levels if not found[name].nearest]
