"""Programmes and versions made, changed, published; what is refused."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from app.db import db, writing
from app.errors import Conflict, NotFound
from app.people.models import AuditEntry
from app.programmes.definitions import actions
from app.programmes.definitions.outline import Outline, outline_of
from app.programmes.definitions.particulars import particulars_of
from app.programmes.definitions.queries import find_version, list_newest, list_versions
from app.programmes.models import Programme, ProgrammeItem, ProgrammeVersion
from tests.conftest import statements
from tests.factories import NOW
from tests.programmes import making
from tests.programmes.making import outline


def acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def draft_of(programme: Programme) -> ProgrammeVersion:
    programme_id = programme.id
    with writing():
        actions.begin_version(programme_id, now=NOW)
    return list_versions(programme_id)[0]


def test_a_draft_begins_as_a_copy_of_the_newest_version_and_there_is_one_only(app):
    programme = making.programme("packing", "harbour", terms={"valid_months": 12, "note": "first"})
    draft = draft_of(programme)
    assert (draft.number, draft.published_at) == (2, None)
    assert outline_of(draft) == outline("packing", "harbour", valid_months=12)
    assert draft_of(programme).id == draft.id


def test_what_is_assigned_is_the_newest_published_version(app):
    programme, other = making.programme("packing"), making.programme("harbour", published=False)
    making.programme_version(programme, "packing", "harbour")
    draft_of(programme)
    newest = find_version(programme)
    assert newest is not None
    assert newest.number == 2
    assert find_version(other) is None
    with statements() as seen:
        assert {key: version.number for key, version in list_newest().items()} == {programme.id: 2}
    assert len(seen) == 2


def test_a_draft_saved_twice_is_saved_once_and_two_writers_never_overwrite_each_other(app):
    draft = draft_of(making.programme("packing"))
    began, draft_id = outline_of(draft).digest, draft.id
    for _click in range(2):
        with writing():
            actions.save_outline(draft_id, outline("harbour", "packing"), digest=began)
    with pytest.raises(Conflict), writing():
        actions.save_outline(draft_id, outline("watch"), digest=began)
    assert [item.course_id for item in list_versions(draft.programme_id)[0].items] == ["harbour", "packing"]


def test_a_published_version_never_changes_again(app):
    programme = making.programme("packing")
    version = find_version(programme)
    assert version is not None
    version_id, digest = version.id, outline_of(version).digest
    with pytest.raises(Conflict), writing():
        actions.save_outline(version_id, outline("harbour"), digest=digest)
    with pytest.raises(Conflict), writing():
        actions.discard_draft(version_id, digest=digest, by_id=None, now=NOW)
    for change in (
        update(ProgrammeVersion).where(ProgrammeVersion.id == version_id).values(electives_needed=3),
        update(ProgrammeVersion).where(ProgrammeVersion.id == version_id).values(published_at=None),
        update(ProgrammeItem).where(ProgrammeItem.version_id == version_id).values(course_id="harbour"),
        delete(ProgrammeItem).where(ProgrammeItem.version_id == version_id),
    ):
        with pytest.raises(IntegrityError), writing():
            db.session.execute(change)


@pytest.mark.parametrize(
    "asked", [outline(), outline("packing", "no-such-course"), outline("packing", electives_needed=1)]
)
def test_what_nobody_could_complete_is_not_published(app, asked):
    draft = draft_of(making.programme("packing"))
    draft_id, digest = draft.id, outline_of(draft).digest
    with writing():
        actions.save_outline(draft_id, asked, digest=digest)
    with pytest.raises(Conflict), writing():
        actions.publish(draft_id, now=NOW)
    published = find_version(draft.programme_id)
    assert published
    assert published.number == 1


def test_publishing_twice_is_once_and_what_changed_since_it_was_looked_at_is_not_published(app):
    draft = draft_of(making.programme("packing"))
    draft_id, digest = draft.id, outline_of(draft).digest
    with pytest.raises(Conflict), writing():
        actions.publish(draft_id, now=NOW, digest="of something else")
    for _click in range(2):
        with writing():
            actions.publish(draft_id, now=NOW, digest=digest, reason="新法规")
    assert acts().count("programme version published") == 2  # of the first version, and of this one


def test_a_discarded_draft_is_gone_and_says_so_to_whoever_saves_it_later(app):
    draft = draft_of(making.programme("packing"))
    draft_id, digest = draft.id, outline_of(draft).digest
    with writing():
        actions.discard_draft(draft_id, digest=digest, by_id=None, now=NOW)
    assert [version.number for version in list_versions(draft.programme_id)] == [1]
    with pytest.raises(Conflict, match="discarded"), writing():
        actions.save_outline(draft_id, outline("harbour"), digest=digest)


def test_particulars_change_once_with_a_reason_and_not_over_somebody_else_s_change(app):
    programme = making.programme()
    programme_id, before = programme.id, particulars_of(programme)
    renamed = replace(before, name_en="Customs 2027")
    for _click in range(2):
        with writing():
            actions.change_programme(
                programme_id, renamed, digest=before.digest, reason="new year", by_id=None, now=NOW
            )
    assert acts().count("programme changed") == 1
    with pytest.raises(Conflict), writing():
        actions.change_programme(programme_id, before, digest="old", reason="back", by_id=None, now=NOW)


def test_closing_and_reopening_are_kept_with_their_reasons(app):
    programme_id = making.programme().id
    for closed in (True, True, False):
        with writing():
            actions.close_programme(programme_id, closed=closed, reason="over", by_id=None, now=NOW)
    assert [act for act in acts() if act in {"programme closed", "programme reopened"}] == [
        "programme closed",
        "programme reopened",
    ]


def test_the_programme_of_a_course_is_made_once_and_is_not_changed_by_hand(app):
    with writing():
        first = actions.course_programme("packing", titles={"en": "Packing"}, now=NOW).id
    with writing():
        again = actions.course_programme("packing", titles={"en": "Packing"}, now=NOW)
        assert again.id == first
        programme_id = again.programme_id
    with pytest.raises(NotFound), writing():
        actions.begin_version(programme_id, now=NOW)


def test_a_draft_may_be_empty(app):
    programme = making.programme(published=False)
    assert outline_of(list_versions(programme.id)[0]) != Outline()
