"""The pages for authors: what they say, of how many people, and to whom."""

import re
from dataclasses import replace

import pytest

from app.questions.model import Option
from app.questions.revisions import stamp
from tests import factories
from tests.conftest import statements
from tests.editing.analysis.sat import COURSE, QUIZ, asked, letters, taken
from tests.editing.analysis.test_statistics import PEOPLE

PAGE = f"/desk/questions?course={COURSE}&quiz={QUIZ}"
ROWS = [row for line in PEOPLE for row in line.split()]


def text(response) -> str:
    assert response.status_code == 200
    return response.get_data(as_text=True)


def the_oracle(times: int) -> None:
    """The table of the oracle, its fifth question with the options chosen: c by most, a is the key."""
    rows = letters(ROWS)
    for row, option in zip(rows, "cccccccabaaa", strict=True):
        row[4] = option
    taken(asked(6), rows * times)


def test_without_attempts_the_page_says_so(desk):
    assert "No figures yet" in text(desk.get("/desk/questions"))


def test_every_quiz_is_listed_with_how_many_took_it(desk):
    the_oracle(1)
    page = text(desk.get("/desk/questions"))
    assert PAGE.replace("&", "&amp;") in page
    assert ">12<" in page


def test_what_asks_for_a_look_stands_first(desk):
    the_oracle(5)
    page = text(desk.get(PAGE))
    assert "Check the key: C?" in page
    assert page.index(">q5<") < page.index(">q1<") < page.index(">q2<")
    assert "−0.71" in page
    assert "KR-20 0.09" in page
    assert "first attempts of 60 people" in page


def test_a_question_shows_who_chose_what(desk):
    the_oracle(5)
    page = text(desk.get(f"/desk/questions/{COURSE}/q5"))
    assert "the right one?" in page
    assert "58.3% (35/60)" in page
    assert "key of this version" in page
    assert "0.82" in page


def test_few_people_show_counts_alone(desk):
    taken(asked(3), [row[:3] for row in letters(ROWS)[:9]])
    page = text(desk.get(f"/desk/questions/{COURSE}/q2"))
    assert "Too early to say: 9 of 50 people" in page
    assert "<dt>Difficulty</dt><dd>0" not in page
    assert "%</td>" not in page


def test_between_30_and_50_people_figures_are_preliminary_and_raise_no_flag(desk):
    the_oracle(3)
    page = text(desk.get(PAGE))
    assert "preliminary" in page
    assert "−0.71" in page
    assert "Check the key" not in page


def test_versions_are_never_pooled(desk):
    old, new = asked(2), asked(2)
    new[0] = stamp(replace(new[0], options=tuple(Option(key, key == "b") for key in "abc")))
    taken(old, [["a", "a"]] * 12)
    taken(new, [["b", "a"]] * 11, first=101)
    page = text(desk.get(f"/desk/questions/{COURSE}/q1"))
    assert page.index("Version 2") < page.index("Version 1")
    assert "<dd>11</dd>" in page
    assert "<dd>12</dd>" in page
    assert "<dd>23</dd>" not in page


@pytest.mark.parametrize("part", ["section", "div"])
def test_each_version_is_named_with_its_quiz_where_two_asked_it_on_one_day(desk, part):
    taken(asked(2), [["a", "b"]] * 30)
    taken(asked(2), [["a", "b"]] * 30, first=101, quiz_id="check")
    page = text(desk.get(f"/desk/questions/{COURSE}/q1"))
    words = dict(re.findall(r'<h[23] id="([^"]+)">([^<]+)', page))
    labels = re.findall(rf'<{part} [^>]*aria-labelledby="([^"]+)"', page)
    names = [" ".join(words[each].strip() for each in label.split()) for label in labels]
    assert {"Harbour exam Version 1", "check Version 1"} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("role", "status"), [(None, 403), ("manager", 403), ("hr", 403), ("admin", 403), ("editor", 200)]
)
@pytest.mark.parametrize(
    "address", ["/desk/questions", PAGE, f"/desk/questions/{COURSE}/q1", PAGE.replace("?", ".csv?")]
)
def test_figures_are_for_editors_alone(app, client, role, status, address):
    taken(asked(2), [["a", "b"]])
    factories.sign_in(client, factories.user(roles=[(role, None)] if role else []))
    assert client.get(address).status_code == status


def test_nobody_is_named(desk):
    the_oracle(1)
    for address in (PAGE, f"/desk/questions/{COURSE}/q5", PAGE.replace("?", ".csv?")):
        assert "A000001" not in text(desk.get(address))


def test_the_file_holds_every_version_with_four_decimals(desk):
    the_oracle(5)
    lines = text(desk.get(PAGE.replace("?", ".csv?"))).splitlines()
    assert lines[0].startswith("\ufeffQuestion,Question in words,Version,")
    assert lines[0].endswith(",Reliability without it,Reliability,People in the reliability,Advice")
    assert len(lines) == 7
    odd = next(line for line in lines if line.startswith("q5,"))
    assert "-0.7133" in odd
    assert odd.endswith(",Check the key: C?; Whoever knows more answers worse")


def test_the_file_is_in_the_reader_s_language_with_the_words_of_the_page(desk):
    the_oracle(5)
    desk.post("/language", data={"lang": "zh-CN"})
    lines = text(desk.get(PAGE.replace("?", ".csv?"))).splitlines()
    assert lines[0].startswith("\ufeff题目,")
    for name in ("难度", "区分度", "信度", "建议"):
        assert f",{name}" in lines[0]
    assert "整体成绩越好" in next(line for line in lines if line.startswith("q5,"))


def test_a_title_that_a_spreadsheet_would_run_is_text(desk):
    question = asked(1)[0]
    text_of = question.texts["en"]
    taken([stamp(replace(question, texts={"en": replace(text_of, title="=1+1")}))], [["a"]])
    assert ",'=1+1," in text(desk.get(PAGE.replace("?", ".csv?")))


def test_the_page_takes_the_same_statements_however_many_took_the_quiz(desk):
    def needed() -> int:
        with statements() as seen:
            desk.get(PAGE)
        return len(seen)

    taken(asked(3), [["a", "b", "c"]])
    few = needed()
    taken(asked(3), [["a", "b", "c"]] * 40, first=101)
    assert needed() == few


@pytest.mark.parametrize("query", ["course=nowhere", "course=harbour&quiz=nothing", "quiz=exam"])
def test_a_quiz_that_nobody_took_is_not_found(desk, query):
    assert desk.get(f"/desk/questions?{query}").status_code == 404


def test_an_unknown_question_is_not_found(desk):
    assert desk.get("/desk/questions/harbour/nothing").status_code == 404
    assert desk.get("/desk/questions/nowhere/nothing").status_code == 404
