"""The language of the terminal, with or without an application around it."""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import click
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).parents[2] / "translations"
CATALOGUES = {"en": "", "zh-CN": "zh_Hans_CN"}

Command = TypeVar("Command", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks one language: with the names that messages are collected by."""

    lang: str
    catalogue: gettext.NullTranslations

    def gettext(self, message: str, **args: object) -> str:
        return self.catalogue.gettext(message) % args if args else self.catalogue.gettext(message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """`one` and `many` have %(num)s in them."""
        return self.catalogue.ngettext(one, many, number) % {"num": number}


@cache
def voice(lang: str) -> Voice:
    """English is what messages are written in; other languages come from their catalogue, compiled if need be."""
    folder = TRANSLATIONS / CATALOGUES[lang] / "LC_MESSAGES" if CATALOGUES[lang] else None
    source = folder / "messages.po" if folder else None
    if source is None or not source.exists():
        return Voice(lang, gettext.NullTranslations())
    compiled = source.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
        with compiled.open("rb") as stream:
            return Voice(lang, gettext.GNUTranslations(stream))
    made = io.BytesIO()
    with source.open("rb") as text:
        write_mo(made, read_po(text))
    made.seek(0)
    return Voice(lang, gettext.GNUTranslations(made))


def lang_option(command: Command) -> Command:
    """`--lang`: the language of what is said."""
    choice = click.Choice(list(CATALOGUES))
    return click.option("--lang", type=choice, default="en", show_default=True, help="Language of the messages.")(
        command
    )


def N_(message: str) -> str:  # the usual name: extraction knows it
    return message
