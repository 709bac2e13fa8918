"""The page on which a sheet is recorded, filled in and sent as a browser without scripts sends it."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app.db import db
from app.training.models import Attendance

from .. import factories
from ..forms import fill_in
from ..walk import signed_in
from . import making


@pytest.fixture
def sales(app):
    return factories.department()


@pytest.fixture
def client(app, sales):
    return signed_in(app, factories.user("管教", department=sales, roles=[("training_admin", sales)], locale="en"))


def recorded():
    """(person, status, minutes) as it stands, by person."""
    db.session.rollback()
    rows = db.session.scalars(select(Attendance).order_by(Attendance.user_id, Attendance.id))
    return [(row.user_id, row.status, row.minutes) for row in rows]


def test_whoever_came_besides_is_the_one_whose_number_is_typed_into_the_page(client, sales):
    session_id = making.session(making.item(sales))
    other = factories.user("外来的人", department=factories.department(), staff_no="M0001")
    answer = fill_in(client, f"/training/sessions/{session_id}/attendance", {"person": "M0001"})
    assert answer.status_code == 303
    assert recorded() == [(other.id, "present", None)]


def test_marks_that_are_not_saved_yet_are_saved_with_whoever_is_added(client, sales):
    one, two, third = (factories.user(name, department=sales) for name in ("甲一", "乙二", "丙三"))
    address = f"/training/sessions/{making.session(making.item(sales), [one, two])}/attendance"
    typed = {f"status-{one.id}": "late", f"minutes-{one.id}": "70", "person": third.staff_no, "status": "late"}
    assert fill_in(client, address, typed, press="add=1").status_code == 303
    assert recorded() == [(one.id, "late", 70), (third.id, "late", None)]


def test_whoever_is_typed_below_is_not_lost_by_saving_the_sheet_above(client, sales):
    one, other = factories.user("甲一", department=sales), factories.user("乙二", department=sales)
    address = f"/training/sessions/{making.session(making.item(sales), [one])}/attendance"
    typed = {"person": other.staff_no, f"status-{one.id}": "absent", "minutes": "45"}
    assert fill_in(client, address, typed).status_code == 303
    assert recorded() == [(one.id, "absent", None), (other.id, "present", 45)]


def test_somebody_who_is_not_found_saves_nothing_and_keeps_the_marks(client, sales):
    one = factories.user("甲一", department=sales)
    address = f"/training/sessions/{making.session(making.item(sales), [one])}/attendance"
    for typed in ({"person": "NOBODY"}, {"person": ""}, {"person": "", "minutes": "20"}):
        answer = fill_in(client, address, typed | {f"status-{one.id}": "excused"}, press="add=1")
        assert answer.status_code == 422
        assert 'id="person-error"' in answer.text
        assert f'name="status-{one.id}" value="excused" checked' in answer.text
    assert recorded() == []


def test_an_expected_person_named_below_is_recorded_once_and_the_rest_as_chosen(client, sales):
    one, two = factories.user("甲一", department=sales), factories.user("乙二", department=sales)
    address = f"/training/sessions/{making.session(making.item(sales), [one, two])}/attendance"
    assert fill_in(client, address, {"person": one.staff_no, "status": "late", "rest": "absent"}).status_code == 303
    assert recorded() == [(one.id, "late", None), (two.id, "absent", None)]
    otherwise = fill_in(client, address, {"person": two.staff_no})
    assert otherwise.status_code == 422
    assert "on the sheet already: absent" in otherwise.text


def test_the_next_page_of_a_long_sheet_is_reached_without_losing_this_one(client, sales, monkeypatch):
    monkeypatch.setattr("app.training.attendance.views.SHOWN", 2)
    monkeypatch.setattr("app.training.sessions.views.SHOWN", 2)
    people = [factories.user(f"同事{number}", department=sales) for number in range(3)]
    address = f"/training/sessions/{making.session(making.item(sales), people)}/attendance"
    answer = fill_in(client, address, {"rest": "present"}, press="next=1")
    assert answer.location.endswith("/attendance?page=2")
    assert len(recorded()) == 2
    assert '<button class="button" name="next"' not in client.get(answer.location).text


def test_minutes_longer_than_the_session_are_refused_at_their_field(client, sales):
    one, other = factories.user("甲一", department=sales), factories.user("乙二", department=sales)
    address = f"/training/sessions/{making.session(making.item(sales), [one])}/attendance"
    refused = fill_in(client, address, {f"minutes-{one.id}": "500", f"status-{one.id}": "present"})
    assert refused.status_code == 422
    assert "The session has 90 minutes" in refused.text.partition(f'id="error-{one.id}"')[2][:600]
    besides = fill_in(client, address, {"person": other.staff_no, "minutes": "91"}, press="add=1")
    assert besides.status_code == 422
    assert "The session has 90 minutes" in besides.text.partition('id="minutes-error"')[2][:600]
    assert fill_in(client, address, {f"minutes-{one.id}": "90"}).status_code == 422  # no state is chosen
    assert fill_in(client, address, {f"minutes-{one.id}": "90", f"status-{one.id}": "present"}).status_code == 303
    assert recorded() == [(one.id, "present", 90)]


def test_the_lines_for_number_and_signature_stand_behind_their_words_on_the_last_page(client, sales):
    session_id = making.session(
        making.item(sales), [factories.user(f"员工{number}", department=sales) for number in range(20)]
    )
    page = PdfReader(BytesIO(client.get(f"/training/sessions/{session_id}/sheet.pdf").data)).pages[-1]
    words, lines = {}, []  # where words and horizontal lines begin: (x, y)

    def see_words(text, moved, _matrix, _font, _size):
        words[text.strip()] = moved[4], moved[5]

    def see_lines(operator, operands, moved, _matrix):
        if operator == b"l" and operands[0] and not operands[1]:
            lines.append((moved[4], moved[5], float(operands[0])))

    page.extract_text(visitor_text=see_words, visitor_operand_before=see_lines)
    for first, least in (("Present", 50), ("Signed by trainer or organiser", 150)):
        x, y = words[first]
        assert [length > least for left, height, length in lines if left > x and abs(height - y) < 4]
