"""The PDF of a certificate: made when it is first asked for, in a limited child, and kept.

A file is there whole or not at all. Its name holds a hash of all that is printed and of the template, so that a new template
makes a new file, and two requests at once make the same one.
"""

import fcntl
import functools
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import segno
import structlog
from flask import current_app

from app import clock

from . import glyphs, typeset
from .models import Certificate
from .paper import WORDS, Both, Line, paper

log = structlog.get_logger()

MOST_SECONDS = 20  # for one sheet, waiting for the processor included
MOST_WAITING_SECONDS = 10  # for those before it
BREAK = "\u200b"
SPARING = {"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}  # on many cores, threads alone would use the memory up
LONGEST_WORD = 30  # letters without a blank; a longer one may be broken anywhere


class NotPrinted(Exception):
    """The PDF could not be made now; nothing was left behind, and trying again is safe."""


def pdf(certificate: Certificate) -> Path:
    """The file, made if it is not there. Raises NotPrinted."""
    data = json.dumps(sheet(certificate), ensure_ascii=False)
    digest = hashlib.sha256(data.encode() + _template()).hexdigest()[:16]
    target = Path(current_app.instance_path) / "certificates" / f"{certificate.code}-{digest}.pdf"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with _in_line(target.parent):
            if not target.exists():
                _make(data, target)
    return target


def sheet(certificate: Certificate) -> dict[str, Any]:
    """What the template is given. Signs that no font has are replaced here, and named in `notes`."""
    shown = paper(certificate, clock.local_date(certificate.issued_at))
    address = check_address(certificate.code)
    return {
        "code": shown.code,
        "document_title": f"{WORDS.heading.zh} {WORDS.heading.en}: {glyphs.shown(shown.title.zh)}",
        "issued_at": certificate.issued_at.isoformat(timespec="seconds"),
        "issuer": glyphs.shown(certificate.snapshot["issuer"]),
        "house": WORDS.house,
        "heading": WORDS.heading,
        "seal": WORDS.seal,
        "number_label": WORDS.number,
        "name": _printable(shown.name),
        "sentence": shown.sentence,
        "title": _both(shown.title),
        "summary": _both(shown.summary),
        "competencies_label": WORDS.proves,
        "competencies": [_both(pair) for pair in shown.competencies],
        "notes": [_note(sign) for sign in shown.missing],
        "lines": [_line(line) for line in shown.lines],
        "check": WORDS.check,
        "address": address,
        "address_text": address.partition("://")[2],
        "sail": SAIL,
        "qr": _qr(address),
    }


def check_address(code: str) -> str:
    """The public page about a certificate, as it stands on the paper."""
    base: str = current_app.config["PUBLIC_URL"]
    return f"{base}/verify/{code}"


def qr_address(code: str) -> str:
    """The picture of the code as an address for `img`."""
    picture: str = _code(check_address(code)).svg_data_uri(border=4, dark="#12262d", light="#fff")
    return picture


def _both(pair: Both) -> Both:
    return Both(_printable(pair.zh), _printable(pair.en))


def _line(line: Line) -> dict[str, Both]:
    return {"label": line.label, "value": _both(line.value)}


def _note(sign: str) -> str:
    return f"{glyphs.STAND_IN} = U+{ord(sign):04X}"


def _printable(text: str) -> str:
    """With a stand-in for every sign that no font has, and no word so long that it would leave the sheet."""
    words = glyphs.shown(text).split(" ")
    return " ".join(BREAK.join(word) if len(word) > LONGEST_WORD and word.isascii() else word for word in words)


def _qr(address: str) -> str:
    drawing: str = _code(address).svg_inline(border=2, dark="#12262d", light="#fff")
    return drawing


def _code(address: str) -> segno.QRCode:
    return segno.make(address, error="m", micro=False)


@contextmanager
def _in_line(folder: Path) -> Iterator[None]:
    """One sheet at a time over all processes. Raises NotPrinted when those before it take too long."""
    until = time.monotonic() + MOST_WAITING_SECONDS
    with (folder / "lock").open("w") as gate:
        while True:
            try:
                fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as busy:
                if time.monotonic() > until:
                    raise NotPrinted("others are being printed") from busy
                time.sleep(0.05)
        yield


def _make(data: str, target: Path) -> None:
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".pdf")
    os.close(handle)
    try:
        _run(data, beside)
        os.replace(beside, target)
    except (OSError, subprocess.SubprocessError) as error:
        log.error("certificate not printed", why=type(error).__name__)
        raise NotPrinted(str(error)) from error
    finally:
        Path(beside).unlink(missing_ok=True)


def _run(data: str, target: str) -> None:
    """The child knows nothing of us: no settings, no secrets. Raises NotPrinted when it gives up."""
    command = [sys.executable, "-I", str(Path(typeset.__file__)), target]
    done = subprocess.run(  # noqa: S603 - our own command, no shell
        command, input=data.encode(), env=SPARING, capture_output=True, timeout=MOST_SECONDS, check=False
    )
    if done.returncode or not os.path.getsize(target):
        log.error("certificate not printed", why=done.returncode)
        raise NotPrinted(done.stderr.decode(errors="replace")[-500:])


@functools.cache
def _template() -> bytes:
    """A hash of the template; whoever changes it changes every file's name."""
    return hashlib.sha256((typeset.SHEET / "certificate.typ").read_bytes()).digest()


SAIL = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="#0b5b68">'
    '<path d="M6 2.5C10.3 3.2 14.1 4.7 17.3 6.7Q11.6 8.5 6 8.5Z"/>'
    '<path d="M6 10Q12.6 10 19.3 8.2C21.2 9.7 22.7 11.5 24 13.6Q15 15.4 6 15.4Z"/>'
    '<path d="M6 17.5Q15.6 17.5 25.1 15.7C26.1 17.9 26.8 20.4 27 23H6Z"/></g>'
    '<path d="M4.2 28.6C10 26.6 17 26.4 22 27.4" fill="none" stroke="#0b5b68" stroke-width="2" stroke-linecap="round"'
    ' stroke-dasharray=".1 4"/><circle cx="26.6" cy="28.4" r="2.4" fill="#d4502a"/></svg>'
)
