"""What is taught of each competency: lessons by level, questions by what they name or by their page."""

from pathlib import Path

from app.talent.taught import NOTHING, taught
from tests.content.folders import MODULE, builder, course, lesson

CONFIG = """format: 1
id: c1
title: C
languages: [en]
competencies:
  tying: {title: Tying, levels: 3}
  PAP-01: {title: Papers, levels: 3}
"""
QUESTION = "## [?] Who?\n`id: %s` %s\n\n- (x) A\n- ( ) B\n"


def catalogue(folder: Path, config: str = CONFIG, **pages: str):
    files = {
        "m1/module.yaml": MODULE,
        "m1/10-high.en.md": lesson("high", QUESTION % ("q1", ""), competencies="{tying: 2}"),
        "m1/20-low.en.md": lesson(
            "low", QUESTION % ("q2", "`competency: PAP-01:1`") + QUESTION % ("q3", ""), competencies="{tying: 1}"
        ),
        "m1/30-exam.en.md": lesson("exam", QUESTION % ("q4", ""), type="quiz", competencies="{tying: 2, pap-01: 2}"),
        "pools/p.en.md": "---\nid: p\ntitle: P\n---\n" + QUESTION % ("q5", "`competency: tying`"),
    }
    return builder(course(folder, files, config)).build()


def test_lessons_stand_by_level_and_quizzes_are_no_lessons(tmp_path: Path):
    found = taught(catalogue(tmp_path))["tying"]
    assert [(place.lesson.id, place.level) for place in found.lessons] == [("low", 1), ("high", 2), ("exam", 2)]
    assert found.lesson_count == 2


def test_a_question_counts_for_what_it_names_else_for_its_page_and_pools_count(tmp_path: Path):
    found = taught(catalogue(tmp_path))
    assert found["tying"].question_count == 4  # q1, q3, q4 by their pages, q5 of the pool
    assert found["pap-01"].question_count == 2  # q2 names it, q4 by its page


def test_what_is_not_published_teaches_nobody(tmp_path: Path):
    assert taught(catalogue(tmp_path, CONFIG + "status: draft\n")).get("tying", NOTHING) is NOTHING
