"""Make the fonts of certificates anew: two families under the SIL Open Font License, without what no certificate needs.

    uv run --with fonttools deploy/make_certificate_fonts.py NotoSerifCJK-Regular.ttc NotoSerif.ttf

The first comes with Debian's fonts-noto-cjk (/usr/share/fonts/opentype/noto), the second is the variable Noto Serif of
https://github.com/notofonts (the PyPI package fontpkg-noto-serif holds it too). Writes the fonts and covered.txt, the list of
code points that at least one of them can show, beside the template. It takes some minutes.
"""

import argparse
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).resolve().parent.parent / "app/paper/fonts"
FAMILY = "Noto Serif CJK SC"

HAN = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)]
SIGNS = [(0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x203B), (0x20A0, 0x20BF), (0x2100, 0x22FF), (0x2460, 0x2473)]
KANA_AND_WIDE = [(0x3000, 0x30FF), (0xFF00, 0xFFEF)]
LETTERS = [(0x20, 0x7E), (0xA0, 0x52F), (0x1E00, 0x1FFF), (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2100, 0x214F)]


def inside(ranges: list[tuple[int, int]], points: set[int]) -> set[int]:
    return {point for point in points if any(first <= point <= last for first, last in ranges)}


def cut(font: TTFont, points: set[int], features: list[str], target: Path) -> set[int]:
    options = subset.Options(hinting=False, layout_features=features, name_IDs=["*"], notdef_outline=True)
    options.drop_tables += ["VORG", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(font)
    font.save(target)
    return set(font.getBestCmap())


def write_covered(points: set[int]) -> None:
    lines, run = [], []
    for point in [*sorted(points), -1]:
        if run and point != run[-1] + 1:
            lines.append(f"{run[0]:X}" if len(run) == 1 else f"{run[0]:X}-{run[-1]:X}")
            run = []
        run.append(point)
    (HERE / "covered.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("chinese", type=Path)
    arguments.add_argument("letters", type=Path)
    given = arguments.parse_args()
    chinese = next(font for font in TTCollection(given.chinese).fonts if font["name"].getDebugName(1) == FAMILY)
    letters = instantiateVariableFont(TTFont(given.letters), {"wght": 400, "wdth": 100})
    wanted = inside([*HAN, *SIGNS, *KANA_AND_WIDE], set(chinese.getBestCmap()))
    covered = cut(chinese, wanted, ["kern", "palt", "halt", "ccmp"], HERE / "NotoSerifCJKsc-Regular.otf")
    wanted = inside(LETTERS, set(letters.getBestCmap()))
    covered |= cut(letters, wanted, ["kern", "liga", "ccmp", "mark", "mkmk", "locl"], HERE / "NotoSerif-Regular.ttf")
    write_covered(covered)


if __name__ == "__main__":
    main()
