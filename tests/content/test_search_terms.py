"""Terms of glossaries among what is found: once for all courses that say the same, and behind lessons that say as much."""

from collections.abc import Callable
from pathlib import Path

import pytest

from .folders import COURSE, course, lesson, write
from .libraries import Library, plain

DRAYAGE = "## Drayage\n`id: drayage` `aka: cartage`\n\nShort haul from the port.\n"


@pytest.fixture
def write_courses(tmp_path: Path) -> Callable[..., Library]:
    """Courses with a glossary each, in the order given; more lines of a `course.yaml` by keyword."""

    def written(glossaries: dict[str, str], **more: str) -> Library:
        for name, glossary in glossaries.items():
            config = f"format: 1\nid: {name}\ntitle: Course {name}\nlanguages: [en]\n{more.get(name, '')}"
            write(
                tmp_path / "content",
                {
                    f"{name}/course.yaml": config,
                    f"{name}/m/module.yaml": f"id: {name}-m\ntitle: M\n",
                    f"{name}/m/a.en.md": lesson(f"{name}-a", "Quay.\n"),
                    f"{name}/glossary.en.md": glossary,
                },
            )
        return Library(tmp_path / "content", tmp_path / "search")

    return written


def test_a_term_that_courses_explain_in_the_same_words_is_one_hit_that_names_them(write_courses):
    library = write_courses({"a": DRAYAGE, "b": DRAYAGE, "d": DRAYAGE})
    (result,) = library.find("drayage").results
    assert library.find("drayage").count == 1
    assert [each.id for each in (result.target.course, *result.target.also)] == ["a", "b", "d"]


@pytest.mark.parametrize(
    "other", [DRAYAGE.replace("Short", "Long"), DRAYAGE.replace("cartage", "lorry"), DRAYAGE.replace("id: ", "id: x")]
)
def test_terms_that_differ_in_text_names_or_id_are_hits_of_their_own(write_courses, other: str):
    library = write_courses({"a": DRAYAGE, "b": other})
    assert [result.target.also for result in library.find("drayage").results] == [(), ()]


def test_s13_a_draft_is_not_named_beside_a_published_course(write_courses):
    library = write_courses({"a": DRAYAGE, "b": DRAYAGE}, b="status: draft\n")
    (result,) = library.find("drayage").results
    assert (result.target.course.id, result.target.also) == ("a", ())
    assert [each.target.draft for each in library.find("drayage", drafts=True).results] == [False, True]


def test_a_term_stays_when_the_first_of_its_courses_goes(write_courses):
    assert write_courses({"a": DRAYAGE, "b": DRAYAGE}).find("drayage").results[0].target.course.id == "a"
    library = write_courses({"a": DRAYAGE, "b": DRAYAGE}, a="status: archived\n")
    (result,) = library.find("drayage").results
    assert (result.target.course.id, result.target.also) == ("b", ())


def test_a_lesson_with_the_words_in_its_title_comes_before_a_term_with_them_in_its_name(tmp_path: Path):
    files = {
        "m1/a.en.md": lesson("a", "Quay. " * 200, title="Booking of drayage"),
        "glossary.en.md": DRAYAGE.replace("Drayage", "Drayage rate"),
    }
    library = Library(course(tmp_path / "content", files, COURSE), tmp_path / "search")
    assert library.titles("drayage") == ["Booking of drayage", "Drayage rate"]
    assert library.titles("drayage rate")[0] == "Drayage rate"


def test_who_types_one_of_the_names_of_a_term_sees_it_first(tmp_path: Path):
    files = {f"m1/l{n}.en.md": lesson(f"l{n}", "A cartage here.\n") for n in range(12)}
    library = Library(course(tmp_path / "content", {**files, "glossary.en.md": DRAYAGE}, COURSE), tmp_path / "search")
    assert plain(library.find("CARTAGE").results[0].title) == "Drayage"
