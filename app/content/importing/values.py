"""Values that a folder's own settings give a name: `{{ site.email }}` of Jekyll, `{{< param x >}}` of Hugo, and the like."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import PurePosixPath

from .fronts import Front, plain_value
from .material import Material
from .yaml_text import Value, mapping

SETTINGS = {
    "site": ("_config.yml", "_config.yaml", "docs/_config.yml"),
    "book": ("book.json",),
    "extra": ("mkdocs.yml", "mkdocs.yaml"),
    "param": ("hugo.toml", "hugo.yaml", "config.toml", "config.yaml", "config/_default/params.toml", "config/_default/hugo.toml"),
}  # fmt: skip
"""Which files say what a name stands for, by what the name begins with."""
INSIDE = {"book": ("variables",), "extra": ("extra",), "param": ("params",)}
DATA = ("_data", "data", "docs/_data")
ENDINGS = (".yml", ".yaml", ".json", ".toml")
LONGEST = 300
HEADINGS = {"whatsnext": "What's next", "synopsis": "Synopsis", "cleanup": "Clean up"}


class Values:
    """Looks names up in one folder, each file read once."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self._read = cache(self._settings)

    def _settings(self, path: str) -> Mapping[str, Value]:
        if path not in self.material.sources.files:
            return {}
        if path.endswith(".toml"):
            try:
                return mapping(plain_value(tomllib.loads(self.material.text(path) or "")))
            except (tomllib.TOMLDecodeError, RecursionError):
                return {}
        return self.material.json(path) if path.endswith(".json") else self.material.yaml(path)

    def find(self, name: str, front: Front) -> str | None:
        """What `site.email`, `site.data.links.home`, `page.title`, `param.version` … say; None when nothing does."""
        first, _dot, rest = name.partition(".")
        if first == "page":
            return _text(_inside(front.fields, rest))
        if first == "site" and rest.startswith("data."):
            return self._data(rest.removeprefix("data."))
        if first == "data":
            return self._data(rest)
        if first not in SETTINGS:
            return self.find(f"extra.{name}", front) if first and first != "extra" else None
        for path in SETTINGS[first]:
            settings = self._read(path)
            for steps in ((*INSIDE.get(first, ()), *rest.split(".")), tuple(rest.split("."))):
                if (found := _text(_inside(settings, ".".join(steps)))) is not None:
                    return found
        return None

    def _data(self, name: str) -> str | None:
        """A value in a file of data: `variables.product.name` is `name` in `data/variables/product.yml`."""
        steps = name.split(".")
        for folder in DATA:
            for count in range(1, len(steps)):
                path = PurePosixPath(folder, *steps[:count]).as_posix()
                for ending in ENDINGS:
                    if (found := _text(_inside(self._read(path + ending), ".".join(steps[count:])))) is not None:
                        return found
        return None

    def word(self, key: str, lang: str) -> str:
        """A word of the tool's own in a language, as Hugo keeps them; the key in words when there is none."""
        for tag in (lang.lower(), lang.lower().partition("-")[0]):
            for path in (f"i18n/{tag}", f"data/i18n/{tag}/{tag}"):
                for ending in (".toml", ".yaml", ".yml"):
                    words = self._read(path + ending)
                    for name in (f"{key}_heading", key):
                        if found := _text(_inside(words, f"{name}.other")) or _text(words.get(name)):
                            return found
        return HEADINGS.get(key) or key.replace("_", " ").replace("-", " ").capitalize()


def _inside(value: Mapping[str, Value], name: str) -> Value | None:
    found: Value | None = dict(value)
    for step in name.split("."):
        found = mapping(found).get(step)
    return found


def _text(value: Value | None) -> str | None:
    """A value on one line; None for one that is no word, or too long to be one."""
    return " ".join(value.split()) if isinstance(value, str) and len(value) <= LONGEST else None
