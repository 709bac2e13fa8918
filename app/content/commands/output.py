"""Complaints on a terminal, for a program, and for a workflow of GitHub."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from .. import messages
from ..fixes import can_fix
from ..model import Diagnostic
from .voice import Voice

COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}

Placed = tuple[str, Diagnostic]
"""A complaint, with its path as it is shown."""


def text(shown: str, found: Diagnostic, voice: Voice) -> str:
    """`path:line:column: error C205: message hint`"""
    severity = voice.gettext(messages.SEVERITIES[found.severity])
    return f"{shown}:{found.line}:{found.column}: {severity} {found.code}: {_words(found, voice)}"


def fixed(shown: str, found: Diagnostic, voice: Voice) -> str:
    """`path:line:column: fixed C205: message`"""
    word, said = voice.gettext("fixed"), messages.message(found, voice.gettext)
    return f"{shown}:{found.line}:{found.column}: {word} {found.code}: {said}"


def github(shown: str, found: Diagnostic, voice: Voice) -> str:
    """A command of a GitHub workflow: the complaint stands beside its line in the pull request."""
    place = {"file": shown, "line": found.line, "col": found.column, "title": found.code}
    named = ",".join(f"{name}={_property(str(value))}" for name, value in place.items() if value)
    return f"::{COMMANDS[found.severity]} {named}::{_data(_words(found, voice))}"


def document(left: Iterable[Placed], put_right: Iterable[Placed], voice: Voice) -> str:
    """All complaints as one JSON object."""
    listed = [as_data(shown, found, voice) for shown, found in left]
    counts = {severity: sum(each["severity"] == severity for each in listed) for severity in COMMANDS}
    whole = {
        "diagnostics": listed,
        "fixed": [as_data(shown, found, voice) for shown, found in put_right],
        "errors": counts["error"],
        "warnings": counts["warning"],
        "infos": counts["info"],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def as_data(shown: str, found: Diagnostic, voice: Voice) -> dict[str, Any]:
    """One complaint, with every part that it has."""
    return {
        "path": shown,
        "line": found.line,
        "column": found.column,
        "severity": found.severity,
        "code": found.code,
        "message": messages.message(found, voice.gettext),
        "hint": messages.hint(found, voice.gettext),
        "args": dict(found.args),
        "fixable": can_fix(found),
        "fix": asdict(found.fix) if found.fix else None,
    }


def _words(found: Diagnostic, voice: Voice) -> str:
    return f"{messages.message(found, voice.gettext)} {messages.hint(found, voice.gettext)}".strip()


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
