import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from app.content.assets import kinds as assets
from app.content.assets import scaling
from app.content.assets.variants import Variants
from app.content.model import Asset

from .drawings import drawing, moving, turned
from .folders import build, course, lesson

ADDRESS = "/courses/c1/assets/0123456789abcdef0123456789abcdef"


def listed(folder: Path, name: str, data: bytes | str) -> Asset:
    file = folder / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return assets.read(file, name)


def size(asset: Asset) -> tuple[int | None, int | None]:
    return asset.width, asset.height


def bomb(width: int, height: int) -> bytes:
    """A small PNG file that says it is huge."""
    head = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    data = b"IDAT" + zlib.compress(bytes(1_000_000))
    chunks = (len(each[4:]).to_bytes(4, "big") + each + zlib.crc32(each).to_bytes(4, "big") for each in (head, data))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    ("name", "media_type", "download"),
    [
        ("a.png", "image/png", False),
        ("a.JPG", "image/jpeg", False),
        ("a.svg", "image/svg+xml", False),
        ("a.avif", "image/avif", False),
        ("a.mp3", "audio/mpeg", False),
        ("a.m4a", "audio/mp4", False),
        ("a.ogg", "audio/ogg", False),
        ("a.wav", "audio/wav", False),
        ("a.mp4", "video/mp4", False),
        ("a.webm", "video/webm", False),
        ("a.vtt", "text/vtt", False),
        ("a.pdf", "application/pdf", True),
        ("a.csv", "text/csv", True),
        ("a.txt", "text/plain", True),
        ("a.zip", "application/zip", True),
        ("a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", True),
    ],
)
def test_the_type_follows_from_the_name_and_documents_are_downloaded(
    tmp_path: Path, name: str, media_type: str, download: bool
):
    asset = listed(tmp_path, name, "x")
    assert (asset.media_type, asset.download, asset.size) == (media_type, download, 1)


@pytest.mark.parametrize("name", ["a.html", "a.js", "a.md", "a.yaml", "a.py", "a", "a.exe", "a.css", "a.png.php"])
def test_other_types_are_not_served(name: str):
    assert not assets.is_served(name, 1, picture=False)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_the_size_of_a_picture_is_read_from_it(tmp_path: Path, kind: str):
    asset = listed(tmp_path, f"a.{kind.lower()}", drawing(40, 30, kind))
    assert (*size(asset), asset.animated) == (40, 30, False)


@pytest.mark.parametrize(
    ("svg", "expected"),
    [
        ('<svg viewBox="0 0 320.4 200">', (320, 200)),
        ("<?xml version='1.0'?>\n<!-- > -->\n<svg\n width='20px' height='10' viewBox='0 0 1 1'>", (20, 10)),
        ('<svg height="10" data-x="1" width="20">', (20, 10)),
        ('<svg width="100%" height="100%" viewBox="0,0,8,4">', (8, 4)),
        ('<svg width="1e9" stroke-width="3">', (None, None)),
        ('<svg width="0" height="0">', (None, None)),
        ("<svg>", (None, None)),
        ("", (None, None)),
    ],
)
def test_the_size_of_a_drawing_is_what_its_outermost_element_says(
    tmp_path: Path, svg: str, expected: tuple[int | None, int | None]
):
    assert size(listed(tmp_path, "a.svg", svg)) == expected


def test_a_photograph_that_is_shown_turned_has_the_size_it_is_shown_in(tmp_path: Path):
    assert size(listed(tmp_path, "a.jpg", turned(30, 40))) == (30, 40)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF"])
def test_a_picture_that_moves_has_no_smaller_copies(tmp_path: Path, kind: str):
    asset = listed(tmp_path, f"a.{kind.lower()}", moving(kind))
    assert asset.animated
    assert assets.srcset(asset, ADDRESS) == ""


@pytest.mark.parametrize(
    "data", [b"", b"no picture", drawing()[:20], b"\x89PNG\r\n\x1a\n" + bytes(100), b"\xff\xd8\xff"]
)
def test_what_is_no_picture_has_no_size(tmp_path: Path, data: bytes):
    assert size(listed(tmp_path, "a.png", data)) == (None, None)


@pytest.mark.parametrize("side", [12_000, 60_000, 2**31 - 1])
def test_the_size_of_a_picture_is_told_without_unpacking_it(tmp_path: Path, side: int):
    asset = listed(tmp_path, "a.png", bomb(side, side))
    assert size(asset) in {(side, side), (None, None)}
    assert assets.srcset(asset, ADDRESS) == ""


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (480, ""),
        (900, f"{ADDRESS}?w=480 480w, {ADDRESS} 900w"),
        (1440, f"{ADDRESS}?w=480 480w, {ADDRESS}?w=960 960w, {ADDRESS} 1440w"),
        (2000, f"{ADDRESS}?w=480 480w, {ADDRESS}?w=960 960w, {ADDRESS}?w=1440 1440w, {ADDRESS} 2000w"),
    ],
)
def test_large_pictures_are_offered_smaller_never_larger(tmp_path: Path, width: int, expected: str):
    assert assets.srcset(listed(tmp_path, "a.jpg", drawing(width, 20, "JPEG")), ADDRESS) == expected


def test_a_drawing_is_offered_as_it_is(tmp_path: Path):
    assert assets.srcset(listed(tmp_path, "a.svg", '<svg width="2000" height="10">'), ADDRESS) == ""


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_a_smaller_copy_is_made_when_it_is_first_asked_for(tmp_path: Path, kind: str):
    asset = listed(tmp_path, f"a.{kind.lower()}", drawing(1000, 400, kind))
    variants = Variants(tmp_path / "variants")
    assert variants.find(asset, 480) is None
    variants.wait()
    copy = variants.find(asset, 480)
    if copy is None:  # nothing to gain: this kind is small already
        assert variants.is_settled(asset, 480)
        return
    with Image.open(copy) as image:
        assert (image.format, image.size) == ("WEBP", (480, 192))
    assert copy.stat().st_size < asset.size


def test_a_copy_stands_upright(tmp_path: Path):
    asset = listed(tmp_path, "a.jpg", turned(1000, 400))
    variants = Variants(tmp_path / "variants")
    variants.find(asset, 480)
    variants.wait()
    copy = variants.find(asset, 480)
    assert copy is not None
    with Image.open(copy) as image:
        assert image.size == (480, 192)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_colour_can_be_made_smaller(tmp_path: Path, mode: str):
    image = Image.effect_noise((600, 300), 90).convert(mode if mode != "I;16" else "I").convert(mode)
    file = tmp_path / ("a.jpg" if mode == "CMYK" else "a.png")
    image.save(file)
    scaling.scale(file.read_bytes(), str(tmp_path / "small.webp"), 480)
    with Image.open(tmp_path / "small.webp") as small:
        assert small.size == (480, 240)


def test_a_damaged_picture_is_tried_once(tmp_path: Path):
    asset = listed(tmp_path, "a.png", drawing(1000, 400)[:3000])
    variants = Variants(tmp_path / "variants")
    for _ in range(2):
        assert variants.find(asset, 480) is None
        variants.wait()
        assert variants.is_settled(asset, 480)


def test_a_picture_replaced_meanwhile_is_never_shown_under_the_old_hash(tmp_path: Path):
    asset = listed(tmp_path, "a.png", drawing(1000, 400))
    (tmp_path / "a.png").write_bytes(drawing(1000, 500))
    variants = Variants(tmp_path / "variants")
    assert variants.find(asset, 480) is None
    variants.wait()
    assert variants.find(asset, 480) is None
    variants.wait()
    assert not variants.is_settled(asset, 480)


def test_the_child_that_makes_copies_refuses_bombs(tmp_path: Path):
    target = tmp_path / "out.webp"
    done = subprocess.run(
        [sys.executable, "-I", scaling.__file__, str(target), "480"],
        input=bomb(20_000, 20_000),
        capture_output=True,
        check=False,
    )
    assert done.returncode != 0
    assert not target.exists() or not target.stat().st_size


@pytest.mark.parametrize(
    "path",
    [
        "course.yaml",
        "m1/module.yaml",
        "m1/a.en.md",
        "pools/p.en.md",
        "shared/s.en.md",
        "glossary.en.md",
        ".git/config",
        "m1/.git/p.png",
        "m1/.hidden.png",
        "m1/_draft.png",
        "m1/link.png",
        "linked/p.png",
        "../secret.png",
        "m1/../../secret.png",
        "m1/notes.html",
    ],
)
def test_only_what_a_page_shows_is_listed_whatever_links_ask_for(tmp_path: Path, path: str):
    body = f"[x]({path.removeprefix('m1/')}) ![x](../{path}) ![x]({path})\n\n![p](p.png)\n"
    files: dict[str, str | bytes] = {
        "m1/a.en.md": lesson("a", body),
        "m1/p.png": drawing(),
        "m1/module.yaml": "id: m1\ntitle: M\n",
        "pools/p.en.md": lesson("p", "## [?] Q?\n`id: q`\n\n- (x) a\n- ( ) b\n"),
        "shared/s.en.md": "Shared.\n",
        "glossary.en.md": "## Term\nText.\n",
        ".git/config": "secret",
        "m1/.git/p.png": drawing(),
        "m1/.hidden.png": drawing(),
        "m1/_draft.png": drawing(),
        "m1/notes.html": "<script>",
    }
    root = course(tmp_path / "content", files)
    (root / "secret.png").write_bytes(drawing(41, 41))
    (root / "c/m1/link.png").symlink_to(root / "secret.png")
    (root / "c/linked").symlink_to(root / "c/m1")
    found = build(root).courses.get("c1")
    assert found is None or path not in found.assets
    assert found is None or set(found.assets) <= {"m1/p.png"}
