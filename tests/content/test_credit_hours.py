"""What a course says it is worth: hours in halves, a subject of those known."""

import pytest

from app.content.diagnostics import Report
from app.content.parsing.fields import read_mapping
from app.content.parsing.metadata import SUBJECTS, read_course
from app.learning.credits.kinds import Subject

COURSE = "format: 1\nid: sailing\ntitle: Sailing\nlanguages: [en]\n"


def read(line: str) -> tuple[dict[str, object], list[str]]:
    report = Report("course.yaml")
    mapping = read_mapping(COURSE + line, report)
    assert mapping is not None
    found = read_course(mapping, report)
    return dict(found.given), [each.code for each in report.found]


@pytest.mark.parametrize(("text", "hours"), [("3", 3), ("3.5", 3.5), ("0", 0), ("500", 500), ("12.0", 12)])
def test_hours_come_in_halves(text, hours):
    given, codes = read(f"credit_hours: {text}")
    assert (given["credit_hours"], codes) == (hours, [])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("credit_hours: 3.3", "C109"),
        ("credit_hours: -1", "C109"),
        ("credit_hours: '3'", "C109"),
        ("credit_hours: [3]", "C109"),
        ("credit_hours: .inf", "C109"),
        ("credit_hours: 1e3", "C109"),
        ("credit_hours: 500.5", "C110"),
        ("subject: magic", "C111"),
        ("subject: [public]", "C111"),
    ],
)
def test_what_cannot_be_meant_is_complained_about_and_left_out(line, code):
    given, codes = read(line)
    assert codes == [code]
    assert line.partition(":")[0] not in given


def test_subjects_are_those_of_the_ledger():
    assert set(SUBJECTS) == set(Subject)
