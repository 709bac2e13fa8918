"""The size of pictures, and smaller copies of large ones for narrow screens (content-format §13.3)."""

from __future__ import annotations

import re
import struct
import warnings
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from ..model import Asset

WIDTHS = (480, 960, 1440)
"""In pixels; what the widest column of a page needs on common screens."""

MADE_SMALLER = {"image/png", "image/jpeg", "image/webp", "image/avif"}
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")
MOST_PIXELS = 50_000_000
"""Larger pictures are shown as they are: making them smaller would take too much memory."""

UNREADABLE = (
    OSError, ValueError, TypeError, LookupError, ArithmeticError, SyntaxError, EOFError, struct.error,
    Image.DecompressionBombError,
)  # fmt: skip
"""What Pillow says to a file that is damaged, or made to be."""

ORIENTATION = 0x0112
LIES_ON_ITS_SIDE = {5, 6, 7, 8}
SVG_HEAD = 65_536
VIEW_BOX = re.compile(rb"""\bviewBox\s*=\s*["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)""")
WIDTH = re.compile(rb"""\swidth\s*=\s*["']([\d.]+)(?:px)?["']""")
HEIGHT = re.compile(rb"""\sheight\s*=\s*["']([\d.]+)(?:px)?["']""")


class Look(NamedTuple):
    """Of a picture as it is shown: in pixels, None where it does not say."""

    width: int | None = None
    height: int | None = None
    animated: bool = False


def look(file: Path, media_type: str) -> Look:
    """The size of a picture, from its head alone: nothing is decoded. Raises OSError when the file is gone."""
    if media_type == "image/svg+xml":
        with file.open("rb") as stream:
            return _look_at_svg(stream.read(SVG_HEAD))
    with file.open("rb") as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(stream, formats=FORMATS) as image:
                return _look_at(image)
        except UNREADABLE:
            return Look()  # not a picture, or one of a size that no page can show


def srcset(asset: Asset, address: str) -> str:
    """The copies of a picture for an `img`'s srcset, the picture itself last; empty when there are none.

    `address` is the picture's own. The result has to be escaped like any attribute.
    """
    widths = smaller_widths(asset)
    if not widths:
        return ""
    copies = [f"{address}?w={width} {width}w" for width in widths]
    return ", ".join([*copies, f"{address} {asset.width}w"])


def smaller_widths(asset: Asset) -> tuple[int, ...]:
    """The widths that a picture is offered in besides its own: none of a drawing, a moving or a small picture."""
    if asset.media_type not in MADE_SMALLER or asset.animated or not asset.width or not asset.height:
        return ()
    if asset.width * asset.height > MOST_PIXELS:
        return ()
    return tuple(width for width in WIDTHS if width < asset.width)


def _look_at(image: Image.Image) -> Look:
    width, height = image.size
    animated = bool(getattr(image, "is_animated", False))
    noted = "exif" in image.info  # asked for without being there, it would be looked for behind the pixels
    sideways = noted and image.getexif().get(ORIENTATION) in LIES_ON_ITS_SIDE
    return Look(height, width, animated) if sideways else Look(width, height, animated)


def _look_at_svg(head: bytes) -> Look:
    """As written at the outermost element: width and height in pixels, else the size of its view box."""
    start = head.find(b"<svg")
    tag = head[start : head.find(b">", start)] if start >= 0 else b""
    width, height, box = WIDTH.search(tag), HEIGHT.search(tag), VIEW_BOX.search(tag)
    if width and height:
        return _whole(width[1], height[1])
    return _whole(box[1], box[2]) if box else Look()


def _whole(width: bytes, height: bytes) -> Look:
    try:
        sides = round(float(width)), round(float(height))
    except (ValueError, OverflowError):
        return Look()
    return Look(*sides) if min(sides) > 0 else Look()
