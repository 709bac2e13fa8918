"""What was read from files, as bytes that can be kept and read again: typed, never code (msgspec's MessagePack)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, get_type_hints

import msgspec

from app.questions.draft import Parts
from app.questions.model import Question, QuestionText

from ..parsing.pagefile import PageFile

Thing = TypeVar("Thing")

if TYPE_CHECKING:
    QuestionFields = dict[str, Any]
    TextFields = dict[str, Any]
else:  # any of the fields of a dataclass, each of its own type
    QuestionFields = TypedDict("QuestionFields", get_type_hints(Question), total=False)
    TextFields = TypedDict("TextFields", get_type_hints(QuestionText), total=False)


@dataclass(frozen=True, slots=True)
class PackedPage:
    """A page; and beside it what its questions' parts are, which only `Question` and `QuestionText` give types to."""

    page: PageFile
    questions: tuple[QuestionFields, ...]
    texts: tuple[TextFields, ...]


def pack(thing: object) -> bytes:
    """Raises TypeError when there is something in it that these bytes cannot stand for."""
    return _encoder().encode(_packed(thing) if isinstance(thing, PageFile) else thing)


def unpack(data: bytes, kind: type[Thing]) -> Thing:
    """An equal thing. Raises ValueError when the bytes are not those of one of this kind."""
    packed_as: Any = PackedPage if kind is PageFile else kind
    try:
        found = _decoder(packed_as).decode(data)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
    return _unpacked(found) if isinstance(found, PackedPage) else found  # type: ignore[return-value]  # of the kind asked for: the decoder said so


def _packed(page: PageFile) -> PackedPage:
    bare = replace(page, questions=tuple(replace(asked, parts=Parts()) for asked in page.questions))
    parts = [asked.parts for asked in page.questions]
    return PackedPage(bare, tuple(dict(part.question) for part in parts), tuple(dict(part.text) for part in parts))


def _unpacked(packed: PackedPage) -> PageFile:
    parts = (Parts(question, text) for question, text in zip(packed.questions, packed.texts, strict=True))
    asked = zip(packed.page.questions, parts, strict=True)
    return replace(packed.page, questions=tuple(replace(each, parts=part) for each, part in asked))


@cache
def _encoder() -> msgspec.msgpack.Encoder:
    return msgspec.msgpack.Encoder(enc_hook=_to_plain, order="deterministic")


@cache
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind, dec_hook=_from_plain)


def _to_plain(thing: Any) -> str:
    if isinstance(thing, PurePath):
        return str(thing)
    raise TypeError(f"{type(thing).__name__} cannot be kept")


def _from_plain(kind: type, plain: Any) -> Any:
    if issubclass(kind, PurePath):
        return kind(plain)
    raise ValueError(f"{kind.__name__} cannot be read")
