"""Quizzes that ask what is known before a course, and after it."""

from pathlib import Path

import pytest

from .folders import QUESTION, build, course, lesson, place, the_lesson


def quiz(**fields: str) -> str:
    return lesson("before", QUESTION % "q1", type="quiz", **fields)


@pytest.mark.parametrize("role", ["pretest", "posttest"])
def test_a_quiz_says_what_it_measures(tmp_path: Path, role: str):
    catalogue = build(course(tmp_path, {"m1/before.en.md": quiz(role=role)}))
    assert catalogue.diagnostics == ()
    assert the_lesson(catalogue, "before").role == role


def test_nobody_has_to_pass_a_pretest_unless_the_course_says_so(tmp_path: Path):
    told = {"m1/before.en.md": quiz(role="pretest", optional="false")}
    assert the_lesson(build(course(tmp_path / "a", {"m1/before.en.md": quiz(role="pretest")})), "before").optional
    assert not the_lesson(build(course(tmp_path / "b", told)), "before").optional
    assert not the_lesson(build(course(tmp_path / "c", {"m1/before.en.md": quiz(role="posttest")})), "before").optional


def test_another_word_is_complained_about_with_the_nearest(tmp_path: Path):
    (found,) = build(course(tmp_path, {"m1/before.en.md": quiz(role="pre-test")})).diagnostics
    assert place(found) == "m1/before.en.md C111@5:7"
    assert "pretest" in found.args.values()


def test_a_lesson_measures_nothing(tmp_path: Path):
    catalogue = build(course(tmp_path, {"m1/a.en.md": lesson("a", role="pretest")}))
    assert [found.code for found in catalogue.diagnostics] == ["C127"]
    assert the_lesson(catalogue, "a").role is None
    assert not the_lesson(catalogue, "a").optional
