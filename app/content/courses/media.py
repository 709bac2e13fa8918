"""Sound and film: what plays a recording, and the captions and transcripts that lie beside it (content-format §13.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from babel import Locale, UnknownLocaleError

from .. import languages
from ..assets import kinds as assets
from ..model import Asset
from .sheets import FileGroup
from .surroundings import Surroundings
from .tree import TRANSCRIPT, File

LANGUAGE = re.compile(rf"(?P<stem>.+)\.(?P<lang>{languages.TAG.pattern})")
FIRST_LINE = re.compile(rb"(?:\xef\xbb\xbf)?WEBVTT(?:[ \t\r\n]|\Z)")


@dataclass(frozen=True, slots=True)
class Player:
    """A recording in a page. `tracks`: HTML of its captions; `transcript`: the file that lies beside it."""

    element: str  # audio or video
    source: str  # its attributes
    tracks: str
    transcript: FileGroup | None
    has_captions: bool
    uses: tuple[str, ...]  # captions files, by path in the course folder

    def html(self, alt: str) -> str:
        """`alt` is escaped already."""
        label = f' aria-label="{alt}"' if alt else ""
        return f'<{self.element} controls preload="metadata" {self.source}{label}>{self.tracks}</{self.element}>'


def player(full: str, kind: str, asset: Asset, address: str, around: Surroundings, lang: str) -> Player:
    """What plays the file at this path from the content folder; captions in `lang`, the page's language, are shown."""
    stem = full.rpartition(".")[0]
    beside = around.captions.get(stem, ())
    tracks: list[tuple[bool, str]] = []
    uses: list[str] = []
    for spoken, path in beside:
        file = around.assets.get(path)
        found = around.read_asset(file) if file and file.size <= assets.LARGEST[assets.CAPTIONS] else None
        if found is not None:
            inside = path.removeprefix(around.folder + "/")
            source = escape(around.address(inside, found))
            tag = spoken or around.languages[0]
            shown = f'srclang="{tag}" label="{escape(own_name(tag))}" src="{source}"'
            tracks.append((tag != lang, f'<track kind="captions" {shown}>'))
            uses.append(inside)
    tracks.sort(key=lambda each: each[0])
    if tracks and not tracks[0][0]:
        tracks[0] = (False, tracks[0][1].replace(">", " default>"))
    in_order = [track for _other, track in tracks]
    element = "audio" if kind == assets.SOUND else "video"
    transcript = around.texts.get(f"{stem}{TRANSCRIPT}.md")
    return Player(element, f'src="{escape(address)}"', "".join(in_order), transcript, bool(beside), tuple(uses))


def captions(files: Iterable[str]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Captions files by the path of the recording without its ending: `talk.en.vtt` belongs to `talk.mp3`."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(files):
        if assets.kind(path) == assets.CAPTIONS:
            stem = path.rpartition(".")[0]
            found.setdefault(stem, []).append(("", path))
            if match := LANGUAGE.fullmatch(stem):
                found.setdefault(match["stem"], []).append((languages.normal(match["lang"]) or "", path))
    return {stem: tuple(each) for stem, each in found.items()}


def is_captions(file: File) -> bool:
    """Whether a file begins as captions do; one that has gone meanwhile is not complained about."""
    try:
        with file.location.open("rb") as stream:
            return FIRST_LINE.match(stream.read(16)) is not None
    except OSError:
        return True


def own_name(tag: str) -> str:
    """What a language calls itself."""
    try:
        name = Locale.parse(tag, sep="-").language_name
    except (ValueError, UnknownLocaleError):
        return tag
    return name or tag
