"""Writes the glossaries of the courses from docs/curriculum/glossary.csv:  python -m tests.curriculum.glossaries [course folder]…

A course explains the terms that its pages link to, and those of its own field (`FIELDS`), so that each term has a home.
"""

import csv
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from .plan import ROOT

COURSES = ROOT / "courses"
HOUSE = ROOT / "docs" / "curriculum" / "glossary.csv"
LINK = re.compile(r"\]\(term:(GL-\d+)\)", re.I)
LANGUAGES = {"zh-CN": "zh", "en": "en"}  # the ending of the columns by language
FIELDS: dict[str, list[range]] = {
    "foundations": [range(1, 3)],
    "customs-tax": [range(3, 41)],
    "landed-cost": [range(41, 81)],
    "marketplace-growth": [range(81, 101)],
    "logistics-inventory": [range(104, 115), range(117, 128), range(140, 143), range(145, 147)],
    "overseas-warehouse": [range(101, 104), range(128, 140), range(143, 145), range(190, 191)],
    "finance-compliance": [range(147, 179)],
    "innovation-reform": [range(115, 117), range(179, 190), range(191, 193)],
}
"""The numbers of the terms of each field, by course folder."""


def house() -> Mapping[str, Mapping[str, str]]:
    """All terms by id, in their order."""
    with HOUSE.open(encoding="utf-8", newline="") as stream:
        return {row["term_id"]: row for row in csv.DictReader(stream)}


def terms_of(folder: Path) -> list[str]:
    """The ids of the terms that a course explains, in the order of the house."""
    linked = {
        term.upper()
        for file in folder.glob("**/*.md")
        if not file.name.startswith("glossary.")
        for term in LINK.findall(file.read_text("utf-8"))
    }
    own = {f"GL-{number:03}" for numbers in FIELDS.get(folder.name, ()) for number in numbers}
    return [term for term in house() if term in linked | own]


def text_of(terms: Iterable[str], language: str) -> str:
    name = LANGUAGES[language]
    rows = ((term, house()[term]) for term in terms)
    return "\n".join(f"## {row[name]}\n`id: {term}`\n\n{row[f'definition_{name}']}\n" for term, row in rows)


def main(folders: list[str]) -> None:
    for folder in map(Path, folders or sorted(str(COURSES / name) for name in FIELDS if (COURSES / name).is_dir())):
        terms = terms_of(folder.resolve())
        for language in LANGUAGES:
            (folder / f"glossary.{language}.md").write_text(text_of(terms, language), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
