"""The figures: one drawing for both languages, in the form of docs/curriculum/figure.svg, described for whom does not see it."""

import re
from collections import defaultdict
from pathlib import Path
from xml.etree.ElementTree import Element, parse

import pytest

from .library import COURSES, File, files, lesson_files, lessons, read
from .plan import ROOT

FORM = ROOT / "docs" / "curriculum" / "figure.svg"
SVG = "{http://www.w3.org/2000/svg}"
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s#]+\.svg)(#[^)\s]*)?(?: \"([^\"]+)\")?\)")
COLOUR = re.compile(r"\b(?:fill|stroke|style|color|font-size)=")
TALLEST = 560
SHOWN = {(file.path.parent / path).resolve() for file in files() for _, path, _, _ in PICTURE.findall(file.body)}
FIGURES = sorted(path for path in COURSES.glob("**/*.svg") if path.resolve() in SHOWN)


def named(path: Path) -> str:
    return path.relative_to(COURSES).as_posix()


def style_of(path: Path) -> str:
    found = re.search(r"<style>.*?</style>", path.read_text("utf-8"), re.S)
    assert found
    return found[0]


def language_of(element: Element) -> str:
    names = (element.get("class") or "").split()
    return "zh" if "zh" in names else "en" if "en" in names else ""


@pytest.mark.parametrize("path", FIGURES, ids=named)
def test_a_figure_is_drawn_in_the_form_of_all(path: Path):
    text = path.read_text("utf-8")
    assert style_of(path) == style_of(FORM)
    assert not COLOUR.search(text.replace(style_of(path), ""))
    root = parse(path).getroot()
    left, top, width, height = map(float, (root.get("viewBox") or "").split())
    assert (left, top, width) == (0, 0, 400)
    assert height <= TALLEST
    assert (root.get("width"), root.get("height")) == ("400", f"{height:.0f}")
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "style", "g", "defs", "marker", "path", "rect", "line", "circle", "ellipse", "polygon", "polyline", "text", "tspan"
    }  # fmt: skip


@pytest.mark.parametrize("path", FIGURES, ids=named)
def test_a_figure_carries_its_words_in_both_languages(path: Path):
    root = parse(path).getroot()
    layers = [element for element in root.iter() if language_of(element)]
    assert sum(language_of(element) == "zh" for element in layers) > 0
    assert sum(language_of(element) == "zh" for element in layers) == sum(
        language_of(element) == "en" for element in layers
    )
    spoken = defaultdict(list)
    for element in root.iter(f"{SVG}text"):
        spoken[language_of(element)].append("".join(element.itertext()))
    in_layers = {inner for layer in layers for inner in layer.iter(f"{SVG}text")}
    shared = ["".join(e.itertext()) for e in root.iter(f"{SVG}text") if e not in in_layers]
    assert not any(re.search(r"[\u4e00-\u9fff]", text) for text in [*shared, *spoken["en"]])
    assert all(re.search(r"[\u4e00-\u9fff]", text) for text in spoken["zh"])


@pytest.mark.parametrize("file", lesson_files(), ids=lambda file: file.name)
def test_a_figure_is_described_and_shown_in_the_language_of_its_page(file: File):
    for description, path, layer, caption in PICTURE.findall(file.body):
        assert layer == ("#en" if file.language == "en" else "")
        assert len(description) >= 15
        assert caption
        assert (file.path.parent / path).resolve() in FIGURES


def test_at_least_every_second_lesson_of_a_course_has_a_figure():
    drawn = {file.given["id"] for file in lesson_files() if file.language == "zh-CN" and PICTURE.search(file.body)}
    for course in {lesson.course_id for lesson in lessons()}:
        own = [lesson.id for lesson in lessons() if lesson.course_id == course]
        assert 2 * len(drawn & set(own)) >= len(own), course


def test_both_languages_of_a_lesson_show_the_same_figures():
    for file in lesson_files():
        assert [found[1] for found in PICTURE.findall(file.body)] == [
            found[1] for found in PICTURE.findall(read(file.source.path).body)
        ]
