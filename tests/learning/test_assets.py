"""The files of a course: types, caching, parts of them, smaller pictures; and what never leaves the folder."""

import re
from urllib.parse import quote

import pytest

from tests.content.drawings import drawing
from tests.course_files import CourseFiles, course_files

__all__ = ["course_files"]
pytestmark = pytest.mark.once  # files, not rows

LESSON = """---
id: shown
title: Shown
---
![large](p.png) ![svg](d.svg)

[sound](s.mp3) [paper](规则.pdf) [text](notes.txt)
"""
SOUND = bytes(range(256)) * 4
ROOT = "/courses/packing/assets"
FOR_EVER = "private, max-age=31536000, immutable"


@pytest.fixture
def files(course_files: CourseFiles) -> CourseFiles:
    folder = course_files.root / "packing/10-basics"
    (folder / "p.png").write_bytes(drawing(1000, 400))
    (folder / "d.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    (folder / "s.mp3").write_bytes(SOUND)
    (folder / "规则.pdf").write_bytes(b"%PDF-")
    (folder / "notes.txt").write_text("notes")
    course_files.write("packing/10-basics/90-shown.en.md", LESSON)
    return course_files


def get(browser, address: str, method: str = "GET", **headers: str):
    """To the last byte, as a browser does."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.open(address, method=method, headers=named, buffered=True)


def key(files: CourseFiles, name: str) -> str:
    found = files.app.extensions["content"].catalogue.courses["packing"].assets[f"10-basics/{name}"]
    return found.key


@pytest.fixture
def picture(files) -> str:
    return f"{ROOT}/{key(files, 'p.png')}"


@pytest.fixture
def mp3(files) -> str:
    return f"{ROOT}/{key(files, 's.mp3')}"


def old_address(files: CourseFiles, name: str) -> str:
    """As a lesson had it up to 0.2, and as questions still have it that were asked then."""
    return f"{ROOT}/10-basics/{quote(name)}?v={key(files, name)[:8]}"


def test_a_lesson_names_its_pictures_by_what_they_hold_and_documents_by_their_names_too(browser, files, picture, mp3):
    page = get(browser, "/courses/packing/lessons/shown").get_data(as_text=True)
    addresses = set(re.findall(rf'"({ROOT}/[^" ]+)"', page))
    documents = {f"{ROOT}/{key(files, name)}/{quote(name)}" for name in ("规则.pdf", "notes.txt")}
    assert addresses == {picture, mp3, f"{ROOT}/{key(files, 'd.svg')}", *documents}
    assert [get(browser, address).status_code for address in addresses] == [200] * 5


def test_a_file_may_be_kept_for_ever_under_its_address(browser, picture):
    assert get(browser, picture).headers["Cache-Control"] == FOR_EVER


def test_a_file_cannot_be_had_by_its_name_alone(browser, files, picture):
    plain = f"{ROOT}/10-basics/p.png"
    guesses = [plain, f"{plain}?v=", f"{plain}?v=01234567", f"{plain}?v={key(files, 'p.png')[:7]}", f"{picture}/no.png"]
    short = [picture[:-1], f"{ROOT}/{key(files, 'p.png')[:8]}", f"{ROOT}/{'0' * 32}", f"{ROOT}/"]
    assert {get(browser, address).status_code for address in (*guesses, *short)} == {404}


def test_what_a_file_of_a_question_is_called_gives_nothing_away(browser, files):
    folder = files.root / "packing/10-basics"
    for at, name in enumerate(("correct.png", "wrong.png", "because.png")):
        (folder / name).write_bytes(drawing(40 + at, 30))
    asked = "\n## [?] Which? {#which}\n\n- (x) ![A](correct.png)\n- ( ) ![B](wrong.png)\n\n> [!EXPLANATION]\n> ![C](because.png)\n"
    files.write("packing/10-basics/90-shown.en.md", LESSON + asked)
    page = get(browser, "/courses/packing/lessons/shown").get_data(as_text=True)
    assert all(key(files, name) in page for name in ("correct.png", "wrong.png"))
    assert [word for word in ("correct.png", "wrong.png", "because", key(files, "because.png")) if word in page] == []


def test_a_question_kept_from_earlier_still_finds_its_files(browser, files, picture):
    assert get(browser, old_address(files, "p.png")).data == get(browser, picture).data
    assert get(browser, old_address(files, "规则.pdf")).data == b"%PDF-"


def test_a_picture_that_was_changed_or_taken_out_is_shown_as_it_was_to_who_had_it(browser, files, picture):
    old, before = old_address(files, "p.png"), get(browser, picture).data
    (files.root / "packing/10-basics/p.png").write_bytes(drawing(20, 10))
    files.publish()
    assert get(browser, picture).data == get(browser, old).data == before
    assert get(browser, f"{ROOT}/{key(files, 'p.png')}").data != before
    files.write("packing/10-basics/90-shown.en.md", LESSON.partition("![large]")[0] + "Nothing more.\n")
    files.publish()
    assert get(browser, picture).data == get(browser, old).data == before
    assert get(browser, picture).headers["Cache-Control"] == FOR_EVER


def test_a_file_that_has_not_changed_is_not_sent_again(browser, picture):
    etag = get(browser, picture).headers["ETag"]
    again = get(browser, picture, If_None_Match=etag)
    assert (again.status_code, again.data) == (304, b"")


def test_a_file_is_sent_as_what_it_is_with_a_policy_that_runs_nothing(browser, files):
    page = get(browser, f"{ROOT}/{key(files, 'd.svg')}")
    assert page.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert page.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_documents_are_downloaded_under_their_name(browser, files):
    page = get(browser, f"{ROOT}/{key(files, '规则.pdf')}/规则.pdf")
    assert page.headers["Content-Type"] == "application/pdf"
    assert page.headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%E8%A7%84%E5%88%99.pdf" in page.headers["Content-Disposition"]
    assert (
        get(browser, f"{ROOT}/{key(files, 'notes.txt')}/notes.txt")
        .headers["Content-Disposition"]
        .startswith("attachment")
    )


@pytest.mark.parametrize(
    ("wanted", "part", "told"),
    [
        ("bytes=0-9", slice(0, 10), "bytes 0-9/1024"),
        ("bytes=1000-", slice(1000, 1024), "bytes 1000-1023/1024"),
        ("bytes=1000-9999", slice(1000, 1024), "bytes 1000-1023/1024"),
        ("bytes=-24", slice(1000, 1024), "bytes 1000-1023/1024"),
        ("bytes=0-", slice(0, 1024), "bytes 0-1023/1024"),
    ],
)
def test_a_part_of_a_sound_is_sent(browser, mp3, wanted: str, part: slice, told: str):
    page = get(browser, mp3, Range=wanted)
    assert (page.status_code, page.data, page.headers["Content-Range"]) == (206, SOUND[part], told)
    assert page.headers["Content-Length"] == str(len(SOUND[part]))
    assert page.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("wanted", ["bytes=0-1,5-6", "bytes=x-y", "lines=1-2", "bytes=-9999", "nonsense", "bytes=9-2"])
def test_an_odd_wish_for_a_part_gets_the_whole(browser, mp3, wanted: str):
    page = get(browser, mp3, Range=wanted)
    assert (page.status_code, page.data) == (200, SOUND)


@pytest.mark.parametrize("wanted", ["bytes=1024-", "bytes=5000-6000"])
def test_a_part_behind_the_end_cannot_be_had(browser, mp3, wanted: str):
    page = get(browser, mp3, Range=wanted)
    assert (page.status_code, page.headers["Content-Range"]) == (416, "bytes */1024")
    assert page.headers["Cache-Control"] == "private, no-cache"


def test_the_rest_of_a_changed_file_is_the_whole_file(browser, mp3):
    etag = get(browser, mp3).headers["ETag"]
    same = get(browser, mp3, Range="bytes=0-9", If_Range=etag)
    other = get(browser, mp3, Range="bytes=0-9", If_Range='"other"')
    assert (same.status_code, other.status_code, other.data) == (206, 200, SOUND)


def test_head_tells_the_size_and_sends_nothing(browser, mp3):
    page = get(browser, mp3, "HEAD", Range="bytes=0-9")
    assert (page.status_code, page.data, page.headers["Content-Length"]) == (200, b"", "1024")


def test_a_picture_comes_as_it_is_until_the_smaller_copy_is_made(browser, files, picture):
    address = f"{picture}?w=480"
    first = get(browser, address)
    assert (first.status_code, first.mimetype, first.headers["Cache-Control"]) == (
        200,
        "image/png",
        "private, no-cache",
    )
    files.app.extensions["content_variants"].wait()
    second = get(browser, address)
    assert (second.status_code, second.mimetype, second.headers["Cache-Control"]) == (200, "image/webp", FOR_EVER)
    assert len(second.data) < len(first.data)
    assert second.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize(
    ("file", "width"), [("picture", "481"), ("picture", "1440"), ("picture", ""), ("picture", "-1"), ("mp3", "480")]
)
def test_other_widths_are_not_made(browser, request, file: str, width: str):
    assert get(browser, f"{request.getfixturevalue(file)}?w={width}").status_code == 404


def test_a_file_half_written_over_is_not_kept_by_anyone(browser, files, picture):
    (files.root / "packing/10-basics/p.png").write_bytes(b"half")
    page = get(browser, picture)
    assert page.headers["Cache-Control"] == "private, no-cache"


def test_a_link_put_in_the_place_of_a_file_leads_nowhere(browser, files, mp3, tmp_path):
    secret = tmp_path / "secret.mp3"
    secret.write_bytes(SOUND)
    listed = files.root / "packing/10-basics/s.mp3"
    listed.unlink()
    listed.symlink_to(secret)
    assert get(browser, mp3).status_code == 404


def test_a_folder_replaced_by_a_link_leads_nowhere(browser, files, mp3, tmp_path):
    folder = files.root / "packing/10-basics"
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    try:
        assert get(browser, mp3).status_code == 404
    finally:
        folder.unlink()
        (tmp_path / "elsewhere").rename(folder)


@pytest.mark.parametrize(
    "path",
    [
        "course.yaml",
        "10-basics/module.yaml",
        "10-basics/90-shown.en.md",
        "10-basics/../course.yaml",
        "..%2f..%2fetc/passwd",
        "../../../../etc/passwd",
        "%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        ".git/config",
        "10-basics",
        "10-basics/",
        "10-basics/p.png/",
        "10-basics/P.png",
        "10-basics/p.png%00.txt",
        "pools/bank.en.md",
        "glossary.en.md",
    ],
)
def test_nothing_else_ever_leaves_the_folder(browser, files, path: str):
    (files.root / "packing/pools").mkdir(exist_ok=True)
    (files.root / "packing/pools/bank.en.md").write_text("## [?] Q?\n\n- (x) right\n- ( ) wrong\n")
    (files.root / "packing/.git").mkdir(exist_ok=True)
    (files.root / "packing/.git/config").write_text("secret")
    files.publish()
    page = get(browser, f"/courses/packing/assets/{path}")
    assert page.status_code in {404, 308}
    assert b"secret" not in page.data
