"""Pictures in a PDF: the printer takes each of them, and what they say can be read there."""

import io
import json

import pypdf
import typst

from app.paper.typeset import FONTS
from tests.charts.samples import awkward, plain

TEMPLATE = b"""
#set page(width: 700pt, height: auto)
#for picture in json(bytes(sys.inputs.pictures)) [ #image(bytes(picture), width: 640pt, alt: "A picture") ]
"""


def printed(pictures: list[str]) -> str:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    compiler = typst.Compiler(TEMPLATE, font_paths=fonts, sys_inputs={"pictures": json.dumps(pictures)})
    pdf = compiler.compile(format="pdf")
    assert isinstance(pdf, bytes)
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_every_picture_can_be_printed_and_read():
    text = printed([chart.paper() for chart in plain().values()])
    for words in ("德国组", "Target 95%", "合格线 60", "今年 91.0%", "税务合规", "重点培养", "2025 80.0%"):
        assert words in text, words


def test_awkward_pictures_can_be_printed():
    assert "30 of 75 are drawn" in printed([chart.paper() for chart in awkward().values()])
