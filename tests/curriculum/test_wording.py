"""The words: our own, with the punctuation of their language, and each term called what the glossary calls it."""

import re
from functools import cache

import pytest

from app.content.model import Course

from . import glossaries
from .library import COURSES, FACTS, File, files, lesson_files, read, served
from .plan import PLAN

RUN_OF_WORDS, RUN_OF_CHARACTERS = 12, 24
"""A sentence that shares so much with a source is taken for copied."""

NARROW = re.compile(r"[\u4e00-\u9fff][,;:?!](?!\d)|[,;:?!][\u4e00-\u9fff]|\([^()`]*[\u4e00-\u9fff][^()`]*\)")
MARKED = re.compile(
    r"`[^`]*`|!?\[[^\]]*\]\([^)]*\)|\{\{[^}]*\}\}|\[\[[^\]]*\]\]|^\s*(?:>\s*)?\[![^\]]*\]|https?:\S+", re.M
)
HALF = re.compile(r"\((?!EU\)|[ x]\))[^()`]*\)")  # brackets in Chinese, but for those of the number of an EU law
HYPHEN = re.compile(r"[^\s|\d>] - [^\s|]|\d - [A-Za-z]")  # a hyphen in the place of a dash
FENCE = re.compile(r"^(`{3,})[^\n]*\n.*?^\1", re.M | re.S)
LINKED = re.compile(r"\]\(term:([^)\s]+)\)", re.I)


def named(file: File) -> str:
    return file.name


@cache
def sheets() -> str:
    """What authors drew on, as running text."""
    return " ".join((FACTS.read_text("utf-8") + PLAN.read_text("utf-8")).split())


@cache
def runs_of_words() -> frozenset[tuple[str, ...]]:
    return frozenset(runs(words_of(sheets())))


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z0-9%]+", text.lower())


def runs(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + RUN_OF_WORDS]) for at in range(len(words) - RUN_OF_WORDS + 1)]


@pytest.mark.parametrize("file", [file for file in files() if file.language == "en"], ids=named)
def test_no_english_sentence_is_copied_from_the_sheets(file: File):
    copied = [" ".join(run) for run in runs(words_of(FENCE.sub("", file.body))) if run in runs_of_words()]
    assert copied == []


@pytest.mark.parametrize("file", [file for file in files() if file.language == "zh-CN"], ids=named)
def test_no_chinese_sentence_is_copied_from_the_sheets(file: File):
    clauses = re.findall(rf"[\u4e00-\u9fff，、0-9A-Z ]{{{RUN_OF_CHARACTERS},}}", FENCE.sub("", file.body))
    copied = [
        clause[at : at + RUN_OF_CHARACTERS]
        for clause in clauses
        for at in range(len(clause) - RUN_OF_CHARACTERS + 1)
        if clause[at : at + RUN_OF_CHARACTERS] in sheets()
    ]
    assert copied == []


@pytest.mark.parametrize("file", [file for file in files() if file.language == "zh-CN"], ids=named)
def test_chinese_text_has_chinese_punctuation(file: File):
    plain = MARKED.sub("", FENCE.sub("", file.body))
    assert NARROW.findall(plain) == []
    assert HALF.findall(f"{plain} {file.given.get('summary', '')}") == []


@pytest.mark.parametrize("file", [file for file in files() if file.language == "en"], ids=named)
def test_an_english_text_has_dashes_where_it_breaks_off(file: File):
    plain = re.sub(r"`[^`]*`|\{\{[^}]*\}\}|\[\[[^\]]*\]\]", "", FENCE.sub("", file.body))
    assert HYPHEN.findall(f"{plain} {file.given.get('summary', '')}") == []


@pytest.mark.parametrize(
    ("pattern", "wrong", "right"),
    [
        (HALF, "(48 + 4) × 20%", "（48 + 4）× 20%"),
        (HYPHEN, "Stop - keep away", "Stop — keep away"),
        (HYPHEN, "9810 - sold later", "12 - 4 = 8"),
    ],
)
def test_the_wrong_sign_is_noticed(pattern: re.Pattern[str], wrong: str, right: str):
    assert pattern.search(wrong)
    assert not pattern.search(right)


def sections(glossary: str) -> list[str]:
    """The terms of the house in a glossary, each with its text; a company may have added others."""
    return [each.strip() for each in re.split(r"^(?=## )", glossary, flags=re.M) if "\n`id: GL-" in each]


@pytest.mark.parametrize("course", served().values(), ids=lambda course: course.id)
@pytest.mark.parametrize("language", glossaries.LANGUAGES)
def test_the_glossary_of_a_course_is_that_of_the_house(course: Course, language: str):
    folder = COURSES / course.folder
    written = sections((folder / f"glossary.{language}.md").read_text("utf-8"))
    assert written == sections(glossaries.text_of(glossaries.terms_of(folder), language))


@pytest.mark.parametrize("file", lesson_files(), ids=named)
def test_a_lesson_leads_to_terms_of_the_glossary(file: File):
    assert LINKED.search(file.prose)


def test_every_term_of_the_house_has_a_course_and_is_explained_there():
    homes = {
        f"GL-{number:03}": name for name, fields in glossaries.FIELDS.items() for each in fields for number in each
    }
    assert homes.keys() == glossaries.house().keys()
    explained = {(term, course.folder) for course in served().values() for term in course.glossary}
    folders = {course.folder for course in served().values()}
    assert {home for home in homes.items() if home[1] in folders} <= explained


@pytest.mark.parametrize("file", [file for file in files() if file.language == "en"], ids=named)
def test_a_translation_links_the_terms_of_its_original(file: File):
    original = read(file.source.path)
    assert set(LINKED.findall(file.body)) == set(LINKED.findall(original.body))
