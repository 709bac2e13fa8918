"""The fields at the top of a foreign page, and those that ours begins with."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .yaml_text import Value, read_yaml

START = re.compile(r"\A\s*(?P<mark>---|\+\+\+)[ \t]*\n")
JSON_START = re.compile(r"\A\s*\{\s*\n?\s*\"[A-Za-z_-]+\"\s*:")
TITLES = ("title", "linktitle", "linkTitle", "sidebar_label", "nav_title", "pagetitle")
SUMMARIES = ("description", "summary", "excerpt", "abstract", "subtitle", "lead")
TAGS = ("tags", "keywords", "categories")
AUTHORS = ("authors", "author")
ORDERS = ("sidebar_position", "weight", "nav_order", "order", "position", "menu_order", "chapter")
FOR_THE_TOOL = {
    "layout", "template", "hide", "hide_title", "hide_table_of_contents", "sidebar", "sidebar_class_name", "permalink",
    "redirect_from", "outline", "aside", "prev", "next", "lastUpdated", "editLink", "type", "search", "comments",
    "image", "css", "js", "toc", "toc_max_heading_level", "toc_min_heading_level", "icon", "card", "content_type",
    "no_list", "slug", "url", "menu", "feed", "math", "katex", "mathjax", "jupytext", "kernelspec", "root", "parent",
    "grand_parent", "has_children", "has_toc", "nav_exclude", "pagination_next", "pagination_prev", "displayed_sidebar",
    "custom_edit_url", "date", "lastmod", "publishdate", "questions", "objectives", "keypoints", "teaching",
    "exercises", "isCJKLanguage", "format", "version", "versions", "sitemap", "robots", "head", "pageClass",
}  # fmt: skip
"""Fields that say how another tool shows a page, or that are taken over in another form."""
PLAIN = re.compile(r"[^\W\d_][^\n:#\"'\[\]{},&*!|>%@`]*", re.UNICODE)
RESERVED = {"true", "false", "yes", "no", "null", "on", "off", "nan", "inf"}


@dataclass(frozen=True, slots=True)
class Front:
    """A page taken apart. `lines`: how many its fields took, so that places in the body can be told."""

    fields: Mapping[str, Value]
    body: str
    lines: int = 0
    readable: bool = True

    def text(self, names: Sequence[str]) -> str:
        for name in names:
            value = self.fields.get(name)
            if isinstance(value, str) and value.strip():
                return " ".join(value.split())
        return ""

    def words(self, names: Sequence[str]) -> list[str]:
        """A list of words; entries with a name, as authors have, count by it."""
        for name in names:
            value = self.fields.get(name)
            if isinstance(value, str) and value.strip():
                return [each.strip() for each in re.split("[,，、]", value) if each.strip()]
            if isinstance(value, list):
                found = [each.get("name", "") if isinstance(each, dict) else each for each in value]
                return [" ".join(each.split()) for each in found if isinstance(each, str) and each.strip()]
        return []

    @property
    def order(self) -> float | None:
        """Where the page wants to stand among its neighbours."""
        for name in ORDERS:
            value = self.fields.get(name)
            if isinstance(value, str) and re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", value, re.ASCII):
                return float(value)
        return None

    @property
    def is_draft(self) -> bool:
        return str(self.fields.get("draft", "")).lower() in {"true", "yes"} or self.fields.get("published") == "false"


def split(text: str) -> Front:
    """The fields (YAML, TOML or JSON) and the body; a block that cannot be read stays in the body as text."""
    if found := START.match(text):
        mark = re.escape(found["mark"])
        end = re.compile(rf"^(?:{mark}|\.\.\.)[ \t]*$", re.MULTILINE).search(text, found.end())
        if end is None:
            return Front({}, text)
        block = text[found.end() : end.start()]
        fields = _yaml(block) if found["mark"] == "---" else _toml(block)
        if fields is None and not re.match(r"\s*[\w\"'-]+\s*[:=]", block):
            return Front({}, text)
        rest = text[end.end() :].removeprefix("\n")
        return Front(fields or {}, rest, text.count("\n", 0, len(text) - len(rest)), readable=fields is not None)
    if JSON_START.match(text):
        return _json(text)
    return Front({}, text)


def _yaml(block: str) -> dict[str, Value] | None:
    found = read_yaml(block.replace("\t", "  ")) if block.strip() else {}
    return found if isinstance(found, dict) else None


def _toml(block: str) -> dict[str, Value] | None:
    try:
        return {str(key): plain_value(value) for key, value in tomllib.loads(block).items()}
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _json(text: str) -> Front:
    try:
        found, end = json.JSONDecoder().raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        return Front({}, text)
    if not isinstance(found, dict):
        return Front({}, text)
    rest = text.lstrip()[end:].lstrip("\n")
    fields = {str(key): plain_value(value) for key, value in found.items()}
    return Front(fields, rest, text.count("\n", 0, len(text) - len(rest)))


def plain_value(value: object, depth: int = 0) -> Value:
    """A value of TOML or JSON as words, lists and mappings of words."""
    if isinstance(value, dict) and depth < 20:
        return {str(key): plain_value(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list) and depth < 20:
        return [plain_value(each, depth + 1) for each in value]
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


@dataclass(slots=True)
class Fields:
    """The block of fields of one of our files, in the order in which they are set."""

    values: dict[str, str | int | Sequence[str] | Mapping[str, str]] = field(default_factory=dict)

    def set(self, name: str, value: str | int | Sequence[str] | Mapping[str, str] | None) -> None:
        if value not in (None, "", [], {}):
            self.values[name] = value

    def lines(self) -> str:
        """YAML as an editor would write it."""
        return "".join(_line(name, value) for name, value in self.values.items())

    def block(self) -> str:
        return f"---\n{self.lines()}---\n" if self.values else ""


def _line(name: str, value: str | int | Sequence[str] | Mapping[str, str]) -> str:
    if isinstance(value, int):
        return f"{name}: {value}\n"
    if isinstance(value, str):
        return f"{name}: {quoted(value)}\n"
    if isinstance(value, Mapping):
        return f"{name}:\n" + "".join(f"  {key}: {quoted(each)}\n" for key, each in value.items())
    if sum(len(each) for each in value) > 80 or name in {"modules", "lessons"}:
        return f"{name}:\n" + "".join(f"  - {quoted(each)}\n" for each in value)
    return f"{name}: [{', '.join(quoted(each) for each in value)}]\n"


def quoted(text: str) -> str:
    """A word or text as YAML takes it, in quotes where it would be something else without."""
    if PLAIN.fullmatch(text) and text == text.strip() and text.lower() not in RESERVED:
        return text
    return json.dumps(text, ensure_ascii=False)
