"""Scans: what is taken, where it lies, who may open it, what becomes of it."""

import errno
import os
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from app import clock
from app.credentials import jobs as sweeping
from app.credentials.evidence import store
from app.credentials.evidence.checking import MOST_BYTES, check
from app.credentials.models import CredentialEvidence, CredentialPeriod
from app.db import db, writing
from app.errors import Invalid
from app.people.privacy import erasing

from .. import factories
from ..walk import signed_in
from . import making

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def place(app):
    """Where files lie, empty."""
    for file in store.folder().glob("??/*"):
        file.unlink()
    yield store.folder()
    for file in store.folder().glob("??/*"):
        file.unlink()


def files(place: Path) -> list[str]:
    return sorted(file.name for file in place.glob("??/*"))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_written_anew_without_what_hides_in_it(app, form: str):
    paper = check(making.picture(form) + b"<script>alert(1)</script>PK\x03\x04")
    assert b"<script" not in paper.content
    assert b"PK\x03\x04" not in paper.content
    assert Image.open(BytesIO(paper.content)).size == (40, 30)
    assert paper.kind == {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}[form]


def test_where_a_photo_was_taken_is_not_kept(app):
    exif = Image.Exif()
    exif[0x010E] = "仓库东门"
    paper = check(making.picture("JPEG", exif=exif))
    assert not Image.open(BytesIO(paper.content)).getexif()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"GIF89a" + bytes(100),
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"MZ" + bytes(200),
        b"PK\x03\x04" + bytes(200),
        b"<!-- %PDF-1.4 -->" + PDF,
        PDF[:-7],
        PDF.replace(b"/Type/Catalog", b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
        PDF.replace(b"/Type/Catalog", b"/EmbeddedFile"),
        b"\x89PNG\r\n\x1a\n" + bytes(300),
        b"\xff\xd8\xff\xe0" + b"<script>" * 30,
        b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    ],
)
def test_what_is_no_plain_scan_is_refused_whatever_it_is_called(app, data: bytes):
    with pytest.raises(Invalid):
        check(data)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(app):
    written = BytesIO()
    Image.new("1", (30_000, 30_000)).save(written, "PNG")
    assert len(written.getvalue()) < MOST_BYTES
    with pytest.raises(Invalid):
        check(written.getvalue())


def test_a_file_too_large_is_refused(app):
    with pytest.raises(Invalid):
        check(b"%PDF-" + bytes(MOST_BYTES) + b"%%EOF")


def test_a_full_disk_leaves_nothing_half(place, monkeypatch):
    def full(*_given):
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        store.keep(b"a scan")
    assert files(place) == []


def test_a_file_that_somebody_changed_is_not_given_out(place):
    digest = store.keep(b"a scan")
    store.place_of(digest).write_bytes(b"another")
    assert store.read(digest) is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "a" * 63, "A" * 64, "", "a" * 64 + "\n", "/" + "a" * 63])
def test_nothing_but_a_digest_becomes_a_path(app, name: str):
    with pytest.raises(ValueError, match="no digest"):
        store.place_of(name)


@pytest.fixture
def world(place):
    sales, stores = factories.department(), factories.department()
    learner = factories.user(department=sales)
    holding = making.holding(learner, making.kind(), date(2026, 1, 1), date(2028, 1, 1))
    return {
        "learner": learner,
        "holding": holding,
        "scan": making.scan(holding),
        "colleague": factories.user(department=sales),
        "manager": factories.user(department=sales, roles=[("manager", sales)]),
        "admin": factories.user(department=sales, roles=[("training_admin", sales)]),
        "elsewhere": factories.user(department=stores, roles=[("training_admin", stores)]),
    }


@pytest.mark.parametrize(
    ("who", "status"), [("learner", 200), ("admin", 200), ("colleague", 404), ("manager", 404), ("elsewhere", 404)]
)
def test_s01_a_scan_is_for_its_holder_and_for_who_manages_it(app, world, who: str, status: int):
    answer = signed_in(app, world[who]).get(f"/credentials/evidence/{world['scan'].id}")
    assert answer.status_code == status


def test_s31_a_scan_is_a_download_that_can_do_nothing(app, world):
    answer = signed_in(app, world["learner"]).get(f"/credentials/evidence/{world['scan'].id}")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "image/png"


def test_s45_the_name_of_a_file_goes_nowhere(app, world, place):
    client = signed_in(app, world["learner"])
    page = client.get("/me/credentials/new").text
    key = page.split('name="key"')[1].split('value="')[1].split('"')[0]
    kind_id = making.kind().id
    sent = (BytesIO(PDF), "../../../evil.html")
    data = {"key": key, "type": str(kind_id), "certified_on": "2026-02-01", "scan": sent}
    assert client.post("/me/credentials/new", data=data, content_type="multipart/form-data").status_code == 303
    assert all(store.DIGEST.fullmatch(name) for name in files(place))
    scan = db.session.scalars(select(CredentialEvidence).order_by(CredentialEvidence.id.desc()).limit(1)).one()
    answer = client.get(f"/credentials/evidence/{scan.id}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="evidence-{scan.id}.pdf"'
    assert answer.data == PDF


def test_a_body_beyond_the_limit_is_refused(app, world):
    client = signed_in(app, world["learner"])
    form = {"data": bytes(MOST_BYTES + 200_000), "content_type": "multipart/form-data; boundary=x"}
    assert client.post("/me/credentials/new", **form).status_code == 413
    assert client.post(f"/me/credentials/{world['holding'].id}/take-back", data=bytes(1_100_000)).status_code == 413


def test_an_erased_person_keeps_the_days_and_loses_words_and_scans(app, world, place):
    learner_id, holding_id = world["learner"].id, world["holding"].id
    with writing():
        erasing.erase(learner_id, now=clock.now())
    period = db.session.scalars(select(CredentialPeriod).filter_by(holding_id=holding_id)).one()
    assert (period.number, period.reason, period.valid_until) == ("", "", date(2028, 1, 1))
    age(place)
    sweeping.sweep()
    assert files(place) == []


def test_a_scan_that_two_people_share_stays_for_the_other(app, world, place):
    other = making.holding(world["colleague"], making.kind(), date(2026, 1, 1))
    content = store.read(world["scan"].digest)
    making.scan(other, content)
    learner_id = world["learner"].id
    with writing():
        erasing.erase(learner_id, now=clock.now())
    age(place)
    assert sweeping.sweep() == 0
    assert len(files(place)) == 1


def test_the_sweep_leaves_what_was_made_just_now(place):
    digest = store.keep(b"of a form that is being stored")
    assert sweeping.sweep() == 0
    assert files(place) == [digest]


def age(place: Path) -> None:
    """As if the files had been there for a day."""
    then = (clock.now() - timedelta(days=1)).timestamp()
    for file in place.glob("??/*"):
        os.utime(file, (then, then))
