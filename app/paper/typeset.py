"""A template made into a PDF: `python typeset.py TO TEMPLATE < DATA`, a process of its own with limits on time and memory.

DATA is JSON and stays data: the template reads it, nothing in it becomes part of the template. The template sees no file but
those beside it, and no font but ours. With a further argument `png` it makes a picture instead, to look at.
"""

import datetime
import json
import resource
import sys
from pathlib import Path

import typst

FONTS = Path(__file__).resolve().parent / "fonts"
MOST_SECONDS = 10  # of processor time
MOST_BYTES = 512 * 1024 * 1024


def typeset(data: str, target: str, template: str, kind: str = "pdf") -> None:
    """As an archive file that can be read aloud, dated `made_at` of the data; a sign without a glyph is an error.

    Raises typst.TypstError.
    """
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    root = str(Path(template).parent)
    compiler = typst.Compiler(template, root=root, font_paths=fonts, sys_inputs={"data": data})
    if kind == "png":
        compiler.compile(output=target, format="png", ppi=110)
        return
    made_at = datetime.datetime.fromisoformat(json.loads(data)["made_at"])
    compiler.compile(output=target, format="pdf", timestamp=made_at, pdf_standards=["a-2a", "ua-1"])


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    typeset(sys.stdin.read(), *sys.argv[1:])


if __name__ == "__main__":
    main()
