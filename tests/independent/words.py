"""Typed words (content format 9.1), a second time."""

import re
import unicodedata

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015"
SINGLE, DOUBLE = "‘’‚‛", "“”„‟"
CJK = "\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"


def exact(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def normal(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    for characters, plain in ((ZERO_WIDTH, ""), (SINGLE, "'"), (DOUBLE, '"'), (DASHES, "-")):
        text = re.sub(f"[{characters}]", plain, text)
    text = " ".join(text.casefold().split())
    text = re.sub(f"(?<=[{CJK}]) | (?=[{CJK}])", "", text)
    return text.rstrip(".。,;:!?、 ")


def loose(text: str) -> str:
    return "".join(character for character in normal(text) if unicodedata.category(character)[0] in "LNM")


def fits(mode: str, accepted: str, typed: str) -> bool:
    if mode == "wildcard":
        parts = [re.escape(part) for part in normal(accepted).split("*")]
        return re.fullmatch(".*".join(parts), normal(typed), re.DOTALL) is not None
    compared = {"exact": exact, "normal": normal, "loose": loose}[mode]
    return compared(accepted) == compared(typed)
