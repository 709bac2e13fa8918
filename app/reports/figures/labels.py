"""Names of departments and positions, in the language of the page."""

from typing import Protocol

from app.i18n import language


class Named(Protocol):
    @property
    def name_zh(self) -> str: ...
    @property
    def name_en(self) -> str: ...


def named(thing: Named | None) -> str:
    """The name of a department or position in the language of the page."""
    if thing is None:
        return ""
    return thing.name_en if language() == "en" else thing.name_zh
