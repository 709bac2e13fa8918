"""Fixes from the desk: on the files in service, and only while they are what the editor saw."""

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _

from app import content
from app.content import fixes
from app.content.fixes.changes import CannotWrite, Change, Changed, write
from app.content.fixes.former import with_alias
from app.content.fixes.material import Material
from app.content.model import Catalogue, Diagnostic, Rename
from app.content.publishing.publisher import Publisher
from app.errors import Conflict


def can_write() -> bool:
    """Whether the platform may write where the courses lie."""
    return os.access(_publisher().builder.root, os.W_OK)


def seen(path: str) -> str:
    """What a file is now, in short; empty when it is not there. Folders, too, may be complained about."""
    return digest(_publisher().builder.root / path)


def digest(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()[:16]
    except OSError:
        return ""


def fix(path: str, was: str, wanted: Callable[[Diagnostic], bool], codes: Sequence[str]) -> list[Diagnostic]:
    """Puts right what is wanted of one file, and publishes. `codes`: these and no others, when there are any.

    `was`: what `seen` said when the editor looked. Raises Conflict when the file, or the complaint, is another by now,
    and when nothing could be written or put right.
    """
    publisher = _publisher()
    if not any(found.path == path and wanted(found) for found in publisher.catalogue.diagnostics):
        raise Conflict(_("There is nothing more to put right here: the file has changed since this page was shown."))
    if seen(path) != was:
        raise Conflict(_("The file has changed since this page was shown. Look at it again."))
    outcome = fixes.run(
        publisher.builder.root,
        lambda: _publish().diagnostics,
        lambda found: found.path == path and wanted(found),
        codes or None,
    )
    if outcome.fixed:
        return outcome.fixed
    if outcome.unwritable:
        raise Conflict(_("The file cannot be written by the platform: %(reason)s", reason=outcome.unwritable[0]))
    if outcome.worse:
        raise Conflict(_("The file was left as it was: the change would have brought new errors. Correct it by hand."))
    raise Conflict(_("This cannot be put right without you. Correct the file by hand."))


def write_alias(rename: Rename) -> None:
    """Hands the records of the id that is gone to the new one, and publishes. Raises Conflict."""
    publisher = _publisher()
    material = Material(publisher.builder.root)
    path = rename.new_path
    before, location = material.data(path), material.location(path)
    after = with_alias(path, material, rename.old_id)
    if before is None or location is None or after is None:
        raise Conflict(_("The file has changed since this page was shown. Look at it again."))
    try:
        write(Change(path, location, before, after, ()))
    except Changed:
        raise Conflict(_("The file has changed since this page was shown. Look at it again.")) from None
    except CannotWrite as error:
        raise Conflict(_("The file cannot be written by the platform: %(reason)s", reason=str(error))) from None
    _publish()


def _publisher() -> Publisher:
    found: Publisher = current_app.extensions["content"]
    return found


def _publish() -> Catalogue:
    """As the server does: whoever follows what is published hears of it."""
    return content.publish(current_app)
