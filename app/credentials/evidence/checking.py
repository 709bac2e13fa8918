"""What a file is, by its content: its name and what the browser says of it are not believed."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _

from app.errors import Invalid

from .picture_child import TOO_LARGE

MOST_BYTES = 10 * 1024 * 1024
CHILD = Path(__file__).with_name("picture_child.py")
PATIENCE = 40  # seconds by the clock; the child's own limit is 20 of processor time
PICTURES = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"))
PDF_HEAD, PDF_END, END_WITHIN = b"%PDF-", b"%%EOF", 2048
ACTIVE = (b"/JavaScript", b"/JS(", b"/JS (", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA")
MEDIA_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that may be stored: a picture as it was written anew, or a PDF as it came."""

    kind: str  # of MEDIA_TYPES
    content: bytes


def check(data: bytes) -> Paper:
    """Look at a file that somebody sent. Raises Invalid, with words for the field."""
    if not data:
        raise Invalid(_("The file is empty."))
    if len(data) > MOST_BYTES:
        raise Invalid(_("The file is larger than 10 MiB."))
    if data.startswith(PDF_HEAD):
        return _document(data)
    kind = next((name for head, name in PICTURES if data.startswith(head)), "")
    kind = "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else kind
    if not kind:
        raise Invalid(_("This is no PDF, JPEG, PNG or WebP file, whatever its name says."))
    return Paper(kind, _again(data))


def _document(data: bytes) -> Paper:
    if PDF_END not in data[-END_WITHIN:]:
        raise Invalid(_("This PDF is damaged: its end is missing. Save or scan it once more."))
    if any(word in data for word in ACTIVE):
        raise Invalid(
            _("This PDF holds scripts, forms or attached files. Print it as a plain PDF, or send a picture of it.")
        )
    return Paper("pdf", data)


def _again(data: bytes) -> bytes:
    """The picture without anything but pixels, made in a process of its own."""
    try:
        done = subprocess.run(  # noqa: S603 - our own file, no shell
            [sys.executable, "-I", str(CHILD)], input=data, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise Invalid(_("This picture cannot be read. Save or scan it once more.")) from None
    if done.returncode == TOO_LARGE:
        raise Invalid(_("This picture has too many pixels. Scan it at 300 dots per inch or less."))
    if done.returncode or not done.stdout:
        raise Invalid(_("This picture cannot be read. Save or scan it once more."))
    return done.stdout
