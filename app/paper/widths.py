"""How wide our fonts set a text, in its own size: measured, so that a table can be laid out before it is printed. Pure."""

import functools
import re
import unicodedata

FIRST = 32
THOUSANDTHS = (
    260, 333, 408, 559, 559, 896, 742, 220, 346, 346, 500, 559, 250, 310, 250, 288, 559, 559, 559, 559, 559, 559, 559, 559,
    559, 559, 286, 286, 559, 559, 559, 474, 921, 705, 654, 614, 727, 623, 590, 714, 793, 367, 357, 700, 623, 938, 763, 742,
    604, 742, 656, 544, 613, 717, 675, 1047, 660, 625, 592, 360, 288, 360, 559, 459, 274, 563, 614, 492, 614, 535, 369, 538,
    635, 320, 300, 585, 310, 945, 645, 577, 614, 614, 471, 451, 352, 635, 579, 862, 578, 565, 511, 428, 559, 428, 559,
)  # fmt: skip
"""Of the signs from the blank to the tilde in Noto Serif, rounded up."""
OTHER = 0.95  # letters with accents, Greek, Cyrillic: none is wider
WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"  # signs beside which a line may end
PIECE = re.compile(f"[{WIDE}]|[^\\s{WIDE}]+")


@functools.lru_cache(maxsize=8192)
def width(text: str) -> float:
    """In sizes of the text: a Chinese sign is 1. Never less than it takes."""
    return sum(map(_advance, text))


@functools.lru_cache(maxsize=8192)
def widest_piece(text: str) -> float:
    """Of what a line cannot be broken within: a word, or one Chinese sign."""
    return max((width(piece) for piece in PIECE.findall(text)), default=0.0)


def _advance(sign: str) -> float:
    at = ord(sign) - FIRST
    if 0 <= at < len(THOUSANDTHS):
        return THOUSANDTHS[at] / 1000
    if unicodedata.combining(sign):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(sign) in "WFA" else OTHER
