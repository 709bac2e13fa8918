"""The formats, found here by their `FORMAT`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from pathlib import PurePath

from ..format import Format


def _discover() -> dict[str, Format]:
    modules = (importlib.import_module(f"{__name__}.{entry.name}") for entry in pkgutil.iter_modules(__path__))
    found: list[Format] = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return {each.name: each for each in sorted(found, key=lambda each: (each.rank, each.name))}


FORMATS: Mapping[str, Format] = _discover()


def of_file(name: str, data: bytes) -> Format | None:
    """The format that a file seems to be in: by its ending, and where several share one by what is in it."""
    ending = PurePath(name).suffix.lower()
    fitting = [each for each in FORMATS.values() if each.read and ending in each.endings]
    return next((each for each in fitting if each.claims(data)), fitting[-1] if fitting else None)
