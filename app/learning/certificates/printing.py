"""The PDF of a certificate: made when it is first asked for, in a limited child, and kept.

A file is there whole or not at all. Its name holds a hash of all that is printed and of the template, so that a new template
makes a new file, and two requests at once make the same one.
"""

import functools
import hashlib
import json
from pathlib import Path
from typing import Any

import segno
from flask import current_app

from app import clock
from app.paper import glyphs, printing

from .models import Certificate
from .paper import WORDS, Both, Line, paper

TEMPLATE = Path(__file__).resolve().parent / "sheet" / "certificate.typ"


def pdf(certificate: Certificate) -> Path:
    """The file, made if it is not there. Raises NotPrinted."""
    data = sheet(certificate)
    written = json.dumps(data, ensure_ascii=False)
    digest = hashlib.sha256(written.encode() + _template()).hexdigest()[:16]
    target = Path(current_app.instance_path) / "certificates" / f"{certificate.code}-{digest}.pdf"
    return printing.make(TEMPLATE, data, target)


def sheet(certificate: Certificate) -> dict[str, Any]:
    """What the template is given. Signs that no font has are replaced here, and named in `notes`."""
    shown = paper(certificate, clock.local_date(certificate.issued_at))
    address = check_address(certificate.code)
    return {
        "code": shown.code,
        "document_title": f"{WORDS.heading.zh} {WORDS.heading.en}: {glyphs.shown(shown.title.zh)}",
        "made_at": certificate.issued_at.isoformat(timespec="seconds"),
        "issuer": glyphs.shown(certificate.snapshot["issuer"]),
        "house": WORDS.house,
        "heading": WORDS.heading,
        "seal": WORDS.seal,
        "number_label": WORDS.number,
        "name": printing.printable(shown.name),
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
    return Both(printing.printable(pair.zh), printing.printable(pair.en))


def _line(line: Line) -> dict[str, Both]:
    return {"label": line.label, "value": _both(line.value)}


def _note(sign: str) -> str:
    return f"{glyphs.STAND_IN} = U+{ord(sign):04X}"


def _qr(address: str) -> str:
    drawing: str = _code(address).svg_inline(border=2, dark="#12262d", light="#fff")
    return drawing


def _code(address: str) -> segno.QRCode:
    return segno.make(address, error="m", micro=False)


@functools.cache
def _template() -> bytes:
    """A hash of the template; whoever changes it changes every file's name."""
    return hashlib.sha256(TEMPLATE.read_bytes()).digest()


SAIL = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="#0b5b68">'
    '<path d="M6 2.5C10.3 3.2 14.1 4.7 17.3 6.7Q11.6 8.5 6 8.5Z"/>'
    '<path d="M6 10Q12.6 10 19.3 8.2C21.2 9.7 22.7 11.5 24 13.6Q15 15.4 6 15.4Z"/>'
    '<path d="M6 17.5Q15.6 17.5 25.1 15.7C26.1 17.9 26.8 20.4 27 23H6Z"/></g>'
    '<path d="M4.2 28.6C10 26.6 17 26.4 22 27.4" fill="none" stroke="#0b5b68" stroke-width="2" stroke-linecap="round"'
    ' stroke-dasharray=".1 4"/><circle cx="26.6" cy="28.4" r="2.4" fill="#d4502a"/></svg>'
)
