import pytest

from app.questions.model import Match
from app.questions.words import matches


@pytest.mark.parametrize(
    ("mode", "accepted", "given", "fits"),
    [
        ("normal", "HS code", "ＨＳ  Code", True),
        ("normal", "HS 编码", "hs编码。", True),
        ("normal", "it's", "it’s", True),
        ("normal", "door-to-door", "door–to–door", True),
        ("normal", "Straße", "STRASSE", True),
        ("normal", "é", "e\u0301", True),
        ("normal", "landed cost", "landedcost", False),
        ("normal", "colour", "color", False),
        ("normal", "...", "", False),
        ("loose", "door-to-door", "Door to door", True),
        ("loose", "HS-code", "hscode", True),
        ("loose", "नमस्ते", "नमस्ते!", True),
        ("loose", "a", "b", False),
        ("loose", "-", "!", False),
        ("exact", "EUR", "eur", False),
        ("exact", "EUR", " EUR ", True),
        ("exact", "é", "e\u0301", True),
        ("wildcard", "*invoice*", "the commercial invoice", True),
        ("wildcard", "*invoice*", "invoice", True),
        ("wildcard", "*invoice", "invoices", False),
        ("wildcard", "a*b*c", "a b c", True),
        ("wildcard", "a*a", "a", False),
        ("wildcard", "ab*ba", "aba", False),
        ("wildcard", "a*b*b", "ab", False),
        ("wildcard", "*", "anything", True),
        ("wildcard", "*", "", False),
        ("wildcard", "HS code", "hs CODE.", True),
    ],
)
def test_words_fit_as_their_mode_says(mode: Match, accepted: str, given: str, fits: bool):
    assert matches(mode, accepted, given) is fits


def test_wildcards_do_not_run_away():
    assert not matches("wildcard", "*a*a*a*b", "a" * 20_000)
