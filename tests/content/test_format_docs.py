"""Every example in the documentation of the format is read, and found right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import yaml
from flask import Flask
from flask_babel import force_locale, gettext

from app.content.courses.catalogue import Builder
from app.content.messages import CODES
from app.content.model import Diagnostic
from app.content.publishing.store import NoStore

from .folders import write

DOCS = Path(__file__).parents[2] / "docs"
NAMES = (
    "content-format.md",
    "content-format.zh-CN.md",
    "content-format-cheat-sheet.md",
    "content-format-cheat-sheet.zh-CN.md",
)
FENCE = re.compile(
    r"^(?P<marks>`{3,})(?P<info>markdown|yaml)(?P<rest>[^\n`]*)\n(?P<text>.*?)^(?P=marks)$", re.MULTILINE | re.DOTALL
)
ROW = re.compile(
    r"^\| (?P<code>C\d{3})(?P<star>\*?) \| (?P<severity>[EWI]) \| (?P<message>.*?) \| (?P<hint>.*?) \|$", re.MULTILINE
)
TODAY = date(2026, 11, 22)
CAN_BE_RIGHT = {"C202", "C501", "C505", "C311"}
"""Said of an example only because it is shown by itself: its translation and the files it shows are made up here."""


@dataclass(frozen=True)
class Example:
    """A fence of a document. `said`: the codes that it is there to show."""

    name: str
    kind: str
    text: str
    said: tuple[str, ...]
    glossary: bool

    @property
    def lang(self) -> str:
        return "zh-CN" if "zh-CN" in self.name else "en"


def examples() -> Iterator[Example]:
    for name in NAMES:
        for found in FENCE.finditer((DOCS / name).read_text(encoding="utf-8")):
            words = found["rest"].split()
            codes = tuple(word for word in words if word in CODES)
            yield Example(name, found["info"], found["text"], codes, "glossary" in words)


PAGES = [example for example in examples() if example.kind == "markdown"]
YAML = [example for example in examples() if example.kind == "yaml"]


def named(example: Example) -> str:
    return (
        f"{example.name}: {example.text.splitlines()[1][:40] if example.text.startswith('---') else example.text[:40]}"
    )


def test_the_documents_have_examples_of_everything():
    for lang in ("en", "zh-CN"):
        texts = "\n".join(example.text for example in PAGES if example.lang == lang)
        wanted = (
            "type: text",
            "type: number",
            "type: order",
            "type: match",
            "type: open",
            "[[",
            "{{",
            "draw:",
            "term:",
            "include:",
        )
        assert [word for word in wanted if word not in texts] == []


@pytest.mark.parametrize("example", PAGES, ids=named)
def test_an_example_is_read_as_the_document_says(example: Example, tmp_path: Path):
    found = complaints(example, tmp_path)
    assert sorted(each.code for each in found) == sorted(example.said), [
        (each.path, each.line, each.code, dict(each.args)) for each in found
    ]


@pytest.mark.parametrize("example", YAML, ids=lambda example: f"{example.name}: {example.text.splitlines()[0]}")
def test_an_example_of_yaml_goes_with_the_others(example: Example, tmp_path: Path):
    kind = "course.yaml" if example.text.startswith("format:") else "10-customs/module.yaml"
    other = Example(example.name, "markdown", "Text.\n", (), False)
    assert [each for each in complaints(other, tmp_path, {kind: example.text}) if each.path.endswith(kind)] == []


def complaints(example: Example, root: Path, more: dict[str, str] | None = None) -> list[Diagnostic]:
    """What is said of an example, in a course that has everything the examples name."""
    lang = example.lang
    files = {**surroundings(lang), **(more or {})}
    text = example.text
    if example.glossary:
        files[f"glossary.{lang}.md"] = text
        text = "[…](term:landed-cost)\n"
    page = text if text.startswith("---") else f"---\nid: example\ntitle: T\n---\n{text}"
    files[f"10-customs/example.{lang}.md"] = page
    if "source_hash" in page:
        files["10-customs/example.fr.md"] = "---\nid: example\ntitle: T\n---\nTexte.\n"
        files["course.yaml"] = files["course.yaml"].replace("languages:\n", "languages:\n- fr\n")
    write(root, {f"course/{path}": body for path, body in files.items()})
    catalogue = Builder(root, NoStore(), lambda: TODAY).build()
    wanted = {
        f"course/10-customs/example.{lang}.md",
        f"course/glossary.{lang}.md",
        *(f"course/{path}" for path in more or ()),
    }
    return [
        each
        for each in catalogue.diagnostics
        if each.path in wanted and each.code not in CAN_BE_RIGHT - set(example.said)
    ]


def surroundings(lang: str) -> dict[str, str]:
    course = {
        "format": 1,
        "id": "course",
        "title": "T",
        "languages": [lang],
        "competencies": {"customs": {"title": "T", "levels": 3}, "TRD-01": {"title": "T", "levels": 4}},
    }
    questions = "".join(
        f"## [?] Number {n}\n`id: bank-{n}` `difficulty: easy`\n\n- (x) A{n}\n- ( ) B{n}\n\n" for n in range(1, 5)
    )
    return {
        "course.yaml": yaml.safe_dump(course, allow_unicode=True),
        f"glossary.{lang}.md": "## T\n`id: landed-cost`\n\nText.\n",
        "10-customs/module.yaml": "id: customs\ntitle: T\n",
        f"10-customs/terms.{lang}.md": "---\nid: terms\ntitle: T\n---\nText.\n",
        "10-customs/assets/path.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"/>',
        "10-customs/assets/talk.mp3": "x",
        "10-customs/assets/talk.vtt": "WEBVTT\n",
        "10-customs/assets/prices.pdf": "x",
        f"shared/help-desk.{lang}.md": "Call us.\n",
        f"pools/eu-vat.{lang}.md": f"---\nid: eu-vat\ntitle: T\n---\n{questions}",
    }


@pytest.mark.parametrize("name", NAMES[:2])
def test_the_table_of_complaints_is_that_of_the_checker(name: str, app: Flask):
    rows = {found["code"]: found for found in ROW.finditer((DOCS / name).read_text(encoding="utf-8"))}
    with app.test_request_context(), force_locale("zh_Hans_CN" if "zh-CN" in name else "en"):
        wanted = {
            code: (
                entry.severity[0].upper(),
                readable(gettext(entry.message)),
                readable(gettext(entry.hint)) if entry.hint else "",
            )
            for code, entry in CODES.items()
        }
    assert {code: (row["severity"], row["message"], row["hint"]) for code, row in rows.items()} == wanted


def readable(message: str) -> str:
    """A message as the table shows it: `%(name)s` as `{name}`, and bars that do not end a cell."""
    return re.sub(r"%\((\w+)\)s", r"{\1}", message).replace("%%", "%").replace("|", "\\|")
