"""Questions: one module a kind, found here by its `KIND`. Pure: no Flask, no files, no clock."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping

from .kind import Kind


def _discover() -> dict[str, Kind]:
    modules = (importlib.import_module(f"{__name__}.{entry.name}") for entry in pkgutil.iter_modules(__path__))
    kinds: list[Kind] = [module.KIND for module in modules if hasattr(module, "KIND")]
    return {kind.name: kind for kind in sorted(kinds, key=lambda kind: kind.rank)}


KINDS: Mapping[str, Kind] = _discover()
