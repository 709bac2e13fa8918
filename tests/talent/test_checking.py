"""What editors are told of the framework, with file, line and what to do; and that the files which are shipped agree."""

from pathlib import Path

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskCliRunner

from app.content.messages import hint, line
from app.talent.checking import check

from .conftest import FrameworkFiles

COURSES = Path(__file__).parents[2] / "courses"
COURSE = """format: 1
id: %s
title: {zh-CN: 课, en: Course}
languages: [zh-CN, en]
competencies:
  berthing:
    title: {zh-CN: 靠泊, en: Berthing}
    levels: 3
"""


@pytest.fixture
def taught(files: FrameworkFiles) -> FrameworkFiles:
    """With every course that the programmes name."""
    for name in ("harbour", "packing", "watch", "sailing", "ledgers"):
        (files.root / name).mkdir()
        (files.root / name / "course.yaml").write_text(COURSE % name, encoding="utf-8")
    return files


def said(files: FrameworkFiles) -> list[str]:
    return [line(each) for each in check(files.root)]


def test_nothing_is_said_where_everything_agrees(taught: FrameworkFiles):
    assert said(taught) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "wanted"),
    [
        ("competencies.yaml", "family: quay", "family: key", "17:13: error C111: family must be one of quay, office."),
        ("competencies.yaml", "    family: quay\n", "", "17:5: error C112: family is missing."),
        (
            "competencies.yaml",
            "      - {zh-CN: 教人系船, en: Teaches mooring}\n",
            "",
            "20:7: error C702: Levels given: 2; the competency framework has 3.",
        ),
        (
            "competencies.yaml",
            "{zh-CN: 靠泊, en: Berthing}",
            "{zh-CN: 靠泊}",
            "18:12: info C505: Not translated into en.",
        ),
        (
            "positions.yaml",
            "levels: {berthing: 2, PAP-01: 1}",
            "levels: {berthing: 2, PAP-1: 1}",
            "6:27: error C701: “PAP-1” is not in the competency framework. Did you mean “PAP-01”?",
        ),
        ("positions.yaml", "{berthing: 2, PAP-01: 1}", "{PAP-01: 1}", "6:5: warning C112: berthing is missing."),
        ("positions.yaml", "PAP-01: 3", "PAP-01: 4", "10:27: error C110: PAP-01 must be from 0 to 3."),
        ("positions.yaml", "PAP-01: 3", "PAP-01: 33", "10:35: error C110: PAP-01 must be from 0 to 9."),
        (
            "programmes.yaml",
            "[harbour, packing]",
            "[harbour, packages]",
            "7:25: warning C704: There is no course “packages”.",
        ),
        (
            "programmes.yaml",
            "electives_needed: 1",
            "electives_needed: 3",
            "9:23: error C110: electives_needed must be from 0 to 2.",
        ),
        ("programmes.yaml", "position: FIN", "position: FIM", "12:15: error C111: position must be one of OPR, FIN."),
        ("programmes.yaml", "    days: 90", "    tage: 90", "10:5: warning C108: “tage” is not a known field"),
    ],
)
def test_each_mistake_is_named_with_its_place(taught: FrameworkFiles, name: str, old: str, new: str, wanted: str):
    taught.change(name, old, new)
    assert [each for each in said(taught) if each.startswith(f"framework/{name}:{wanted}")], said(taught)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (
            "en: Berthing}",
            "en: Mooring}",
            "7:5: warning C703: “Mooring” is called “Berthing” in the competency framework.",
        ),
        ("  berthing:", "  bathing:", "6:3: warning C701: “bathing” is not in the competency framework."),
        ("levels: 3", "levels: 4", "6:3: warning C702: Levels given: 4; the competency framework has 3."),
    ],
)
def test_a_course_that_does_not_agree_is_told_so_and_is_no_error(
    taught: FrameworkFiles, old: str, new: str, wanted: str
):
    file = taught.root / "packing/course.yaml"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    found = check(taught.root)
    assert len(found) == 1
    assert line(found[0]).startswith(f"packing/course.yaml:{wanted}")
    assert hint(found[0])


def test_a_folder_without_a_framework_has_nothing_to_say(tmp_path: Path):
    assert check(tmp_path) == ()


def test_the_command_prints_each_complaint_with_its_place_and_ends_with_1(app: Flask, served: Path):
    runner: FlaskCliRunner = app.test_cli_runner()
    file = served / "positions.yaml"
    file.write_text(file.read_text("utf-8").replace("PAP-01: 3", "PAP-09: 3"), "utf-8")
    done = runner.invoke(args=["competencies", "check"])
    assert done.exit_code == 1
    assert f"{file}:10:27: error C701: “PAP-09” is not in the competency framework." in done.output
    assert "add it to framework/competencies.yaml" in done.output
    chinese = runner.invoke(args=["competencies", "check", "--lang", "zh-CN"])
    assert "能力框架里没有“PAP-09”" in chinese.output


def test_the_command_ends_with_0_where_there_are_only_warnings(app: Flask, served: Path):
    done = app.test_cli_runner().invoke(args=["competencies", "check"])
    assert done.exit_code == 0
    assert "There is no course “ledgers”." in done.output


# What is shipped


def shipped(name: str) -> dict:
    return yaml.safe_load((COURSES / "framework" / f"{name}.yaml").read_text(encoding="utf-8"))


def test_the_shipped_framework_profiles_programmes_and_courses_agree():
    assert [line(each) for each in check(COURSES)] == []


def test_the_shipped_framework_has_29_competencies_at_four_levels_in_both_languages():
    found = shipped("competencies")
    assert len(found["competencies"]) == 29
    assert len(found["levels"]) == 4
    assert {len(each["levels"]) for each in found["competencies"].values()} == {4}


def test_every_shipped_profile_names_every_competency():
    known = set(shipped("competencies")["competencies"])
    profiles = shipped("positions")["positions"]
    assert list(profiles) == ["NEW", "OPR", "WHS", "CUS", "FIN", "MFG", "MGR"]
    assert {code: set(each["levels"]) for code, each in profiles.items()} == dict.fromkeys(profiles, known)


def test_every_shipped_profile_has_a_programme_whose_courses_are_there():
    programmes = shipped("programmes")["programmes"]
    there = {yaml.safe_load(path.read_text("utf-8"))["id"] for path in COURSES.glob("*/course.yaml")}
    assert [each["position"] for each in programmes.values()] == list(shipped("positions")["positions"])
    named = {course for each in programmes.values() for course in [*each["required"], *each["electives"]]}
    assert named <= there
