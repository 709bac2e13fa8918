"""The codes that stand on certificates: read off paper, typed into a form, never guessed. Pure but for the chance."""

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs, without 0 and O, 1 and I
GROUPS, GROUP = 4, 4
LENGTH = GROUPS * GROUP  # 80 bits
DASHES = "-‐‑‒–—―−"


def new_code() -> str:
    """Sixteen signs in groups of four: “7KQM-X2PA-9RTD-H4VE”."""
    return grouped("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def normal(text: str) -> str | None:
    """A code as it was typed, in the form it is stored in; None when it cannot be one.

    Small letters, full-width ones, blanks and any dashes are let pass.
    """
    if len(text) > 200:
        return None
    wide = unicodedata.normalize("NFKC", text).upper()
    signs = "".join(sign for sign in wide if not sign.isspace() and sign not in DASHES)
    return grouped(signs) if len(signs) == LENGTH and all(sign in ALPHABET for sign in signs) else None


def grouped(signs: str) -> str:
    return "-".join(signs[start : start + GROUP] for start in range(0, LENGTH, GROUP))
