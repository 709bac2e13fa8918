"""The files of the framework are read again when they change, and one with an error keeps its last good version."""

import shutil

from app.content.messages import line
from tests.conftest import SAMPLE

from .conftest import FrameworkFiles

NAMES = ("competencies.yaml", "positions.yaml", "programmes.yaml")


def test_what_the_files_say_is_in_service(files: FrameworkFiles):
    framework = files.shelf().framework()
    assert [level.title_in("en") for level in framework.levels] == ["Aware", "Able", "Master"]
    assert {key: [each.id for each in own] for key, own in framework.by_family().items()} == {
        "quay": ["berthing"],
        "office": ["PAP-01"],
    }
    assert framework.positions["OPR"].levels == {"berthing": 2, "PAP-01": 1}
    assert framework.positions["FIN"].levels == {"PAP-01": 3}  # 0: needs nothing of it
    starter = framework.starter_of("FIN")
    assert starter is not None
    assert (starter.days, starter.from_hire) == (30, True)


def test_a_competency_is_found_in_whatever_case_it_is_written(files: FrameworkFiles):
    found = files.shelf().framework().competency("pap-01")
    assert found is not None
    assert found.id == "PAP-01"


def test_a_changed_file_is_read_again(files: FrameworkFiles):
    shelf = files.shelf()
    shelf.framework()
    files.change("positions.yaml", "berthing: 2", "berthing: 3")
    shelf.look()
    assert shelf.framework().positions["OPR"].levels["berthing"] == 3


def test_files_that_have_not_changed_are_not_opened_again(files: FrameworkFiles):
    shelf = files.shelf()
    before = shelf.framework()
    shelf.look()
    assert shelf.framework() is before


def test_a_file_with_an_error_keeps_its_last_good_version_and_says_where_it_is(files: FrameworkFiles):
    shelf = files.shelf()
    shelf.framework()
    files.change("positions.yaml", "berthing: 2", "berthing: two")
    shelf.look()
    assert shelf.framework().positions["OPR"].levels["berthing"] == 2
    assert [line(fault) for fault in shelf.faults()] == [
        "framework/positions.yaml:6:24: error C109: berthing must be a whole number."
    ]
    files.change("positions.yaml", "berthing: two", "berthing: 1")
    shelf.look()
    assert shelf.framework().positions["OPR"].levels["berthing"] == 1
    assert shelf.faults() == ()


def test_the_last_good_version_outlives_a_restart(files: FrameworkFiles):
    files.shelf().framework()
    files.change("competencies.yaml", "competencies:\n", "competencies：\n")
    shelf = files.shelf()
    assert list(shelf.framework().competencies) == ["berthing", "PAP-01"]
    assert shelf.faults()


def test_a_file_that_never_was_good_leaves_the_others_in_service(files: FrameworkFiles):
    (files.root / "framework/programmes.yaml").write_bytes(b"\xff\xfe not text")
    shelf = files.shelf()
    assert list(shelf.framework().positions) == ["OPR", "FIN"]
    assert not shelf.framework().starters
    assert [fault.code for fault in shelf.faults()] == ["C116"]


def test_without_files_there_is_no_framework_and_no_complaint(files: FrameworkFiles):
    shelf = files.shelf()
    shelf.framework()
    shutil.rmtree(files.root / "framework")
    shelf.look()
    assert not shelf.framework().competencies
    assert not shelf.faults()
    shutil.copytree(SAMPLE / "framework", files.root / "framework")
    shelf.look()
    assert shelf.framework().competencies


def test_a_profile_loses_a_competency_that_is_gone(files: FrameworkFiles):
    shelf = files.shelf()
    files.change("competencies.yaml", "  PAP-01:\n", "  PAP-02:\n")
    assert shelf.framework().positions["OPR"].levels == {"berthing": 2}


def test_no_file_however_broken_breaks_the_pages(files: FrameworkFiles):
    whole = {name: (files.root / "framework" / name).read_bytes() for name in NAMES}
    for name, data in whole.items():
        for cut in range(0, len(data), 97):
            for broken in (
                data[:cut],
                data[cut:],
                data[:cut] + b"\n- [" + data[cut:],
                data[:cut] + b"\xe4" + data[cut:],
            ):
                (files.root / "framework" / name).write_bytes(broken)
                shelf = files.shelf()
                framework = shelf.framework()
                assert all(each.family in framework.families for each in framework.competencies.values())
                assert all(len(each.levels) == len(framework.levels) for each in framework.competencies.values())
                assert "C198" not in {fault.code for fault in shelf.faults()}
        (files.root / "framework" / name).write_bytes(data)
