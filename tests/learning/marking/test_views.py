"""The reviewer's pages: who sees which answers, without names; drafts, finishing, correcting."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.learning.marking.models import Marking
from app.learning.marking.telling import mark_seen
from app.learning.models import Response
from app.people.models import AuditEntry
from tests import factories
from tests.conftest import statements
from tests.factories import NOW
from tests.learning.acting import count
from tests.learning.marking.waiting import in_lesson, in_quiz

JSON = {"Accept": "application/json"}


def text(response) -> str:
    return response.get_data(as_text=True)


def at(answer) -> str:
    return f"/marking/{'quiz' if isinstance(answer, Response) else 'lesson'}/{answer.id}"


def send(desk, answer, do="finish", **fields):
    return desk.post(at(answer), data={"do": do, "points": "1.5", "comment": "Good.", **fields})


def test_the_queue_shows_what_waits_oldest_first_and_without_names(desk, learner):
    new = in_quiz(learner, "newer answer", at=NOW + timedelta(hours=1))
    old = in_lesson(learner, "older answer")
    page = text(desk.get("/marking"))
    assert page.index("older answer") < page.index("newer answer")
    assert at(new) in page
    assert at(old) in page
    assert learner.name not in page
    assert learner.staff_no not in page
    assert learner.name not in text(desk.get(at(new)))
    assert re.search(r'class="count">2<span class="vh"> waiting for you', page)


def test_the_queue_can_be_narrowed_to_a_course_a_page_and_a_question(desk, learner):
    in_quiz(learner, "of the quiz"), in_lesson(learner, "of the lesson")
    page = text(desk.get("/marking?course=harbour&of=exam&question=x-failed"))
    assert "of the quiz" in page
    assert "of the lesson" not in page
    assert "Nothing matches" in text(desk.get("/marking?course=nowhere"))


def test_only_the_newest_answer_to_a_check_waits(desk, learner):
    in_lesson(learner, "first thought"), in_lesson(learner, "second thought", number=2)
    page = text(desk.get("/marking"))
    assert "second thought" in page
    assert "first thought" not in page


def test_an_empty_queue_says_how_it_fills(desk):
    assert "Nothing waits for you" in text(desk.get("/marking"))


def test_managers_see_answers_of_their_departments_and_never_their_own(client):
    ours, theirs = factories.department(), factories.department()
    manager = factories.user(department=ours, roles=[("manager", ours)], locale="en")
    mine, near, far = in_quiz(manager, "my own"), in_quiz(factories.user(department=ours), "near"), None
    far = in_quiz(factories.user(department=theirs), "far away")
    factories.sign_in(client, manager)
    page = text(client.get("/marking"))
    assert at(near) in page
    assert at(far) not in page
    assert at(mine) not in page
    assert client.get(at(near)).status_code == 200
    for answer in (mine, far):
        assert client.get(at(answer)).status_code == 404
        assert send(client, answer).status_code == 404
    assert count(Marking) == 0


def test_one_answer_stands_beside_its_rubric_with_its_length(desk, learner):
    page = text(desk.get(at(in_quiz(learner, "Too short"))))
    assert "canary-rubric-a" in page
    assert "2 words; 5 to 100 were asked for." in page
    assert "Not as long as asked" in page
    assert [float(value) for value in re.findall(r'name="points" value="([\d.]+)"', page)] == [0, 0.5, 1, 1.5, 2]


def test_finishing_leads_to_the_next_answer_within_the_filters(desk, learner):
    first, second = in_quiz(learner), in_quiz(factories.user(), at=NOW + timedelta(hours=1))
    in_lesson(learner, at=NOW + timedelta(minutes=1))
    response = desk.post(f"{at(first)}?of=exam", data={"do": "finish", "points": "2", "comment": ""})
    assert response.status_code == 303
    assert response.location.endswith(f"{at(second)}?of=exam")
    response = desk.post(f"{at(second)}?of=exam", data={"do": "finish", "points": "0", "comment": ""})
    assert response.location.endswith("/marking?of=exam")


@pytest.mark.parametrize("points", ["", "0.7", "3", "-1", "many"])
def test_finishing_with_points_that_are_no_step_keeps_what_was_typed(desk, learner, points):
    answer = in_quiz(learner)
    response = send(desk, answer, points=points, comment="typed <b>here</b>")
    assert response.status_code == 422
    assert "typed &lt;b&gt;here&lt;/b&gt;" in text(response)
    assert count(Marking) == 0


@pytest.mark.parametrize("comment", ["nul\0", "x" * 5001])
def test_a_comment_that_cannot_be_kept_is_refused(desk, learner, comment):
    assert send(desk, in_quiz(learner), comment=comment).status_code == 422
    assert count(Marking) == 0


def test_a_draft_is_saved_by_the_page_itself_and_comes_back(desk, learner):
    answer = in_quiz(learner)
    data = {"do": "draft", "points": "", "comment": "half a thou"}
    response = desk.post(at(answer), data=data, headers=JSON)
    assert re.fullmatch(r"\d\d:\d\d", response.json["saved_at"])
    page = text(desk.get(at(answer)))
    assert "half a thou" in page
    assert "Draft saved at" in page
    assert "Your draft" in text(desk.get("/marking"))
    assert send(desk, answer, "draft").status_code == 303  # the button, without a script


def test_another_reviewer_sees_that_somebody_reads_it_but_not_what_they_wrote(app, desk, learner):
    answer = in_quiz(learner)
    send(desk, answer, "draft", comment="my secret draft")
    other = app.test_client()
    factories.sign_in(other, factories.user(roles=[("editor", None)], locale="en"))
    assert "Somebody is reading it" in text(other.get("/marking"))
    assert "my secret draft" not in text(other.get(at(answer)))


def test_whoever_comes_second_sees_the_first_result_and_keeps_the_own_text(app, desk, learner):
    answer = in_quiz(learner)
    other = app.test_client()
    factories.sign_in(other, factories.user(roles=[("editor", None)], locale="en"))
    send(desk, answer)
    response = send(other, answer, points="0.5", comment="I saw it otherwise.")
    assert response.status_code == 409
    assert "1.5 of 2 points" in text(response)
    assert "I saw it otherwise." in text(response)
    response = other.post(at(answer), data={"do": "draft", "comment": "late"}, headers=JSON)
    assert response.status_code == 409
    assert "1.5 of 2 points" in response.json["error"]
    assert db.session.scalar(select(Marking.id).where(Marking.points == 0.5)) is None


def test_a_reviewed_answer_is_found_again_and_corrected(desk, learner):
    answer = in_quiz(learner)
    send(desk, answer)
    assert at(answer) not in text(desk.get("/marking"))
    assert f"{at(answer)}?state=reviewed" in text(desk.get("/marking?state=reviewed"))
    basis = db.session.scalar(select(Marking.id))
    assert send(desk, answer, "correct", points="2", basis=basis, reason="").status_code == 422
    assert send(desk, answer, "correct", points="0", basis=basis, reason="stricter").status_code == 409
    assert send(desk, answer, "correct", points="2", basis=basis, reason="overlooked").status_code == 303
    assert "overlooked" in text(desk.get(at(answer)))


def test_the_queue_takes_the_same_statements_however_long_it_is(desk, learner):
    def needed() -> int:
        with statements() as seen:
            desk.get("/marking")
        return len(seen)

    in_quiz(learner)
    few = needed()
    for _ in range(5):
        in_quiz(factories.user())
    assert needed() == few


@pytest.mark.parametrize("query", ["page=0", "page=99999999999", "page=x", "course=%00", f"of={'x' * 300}", "state=no"])
def test_an_odd_address_is_answered_with_a_page(desk, learner, query):
    in_quiz(learner)
    assert desk.get(f"/marking?{query}").status_code == 200


def test_s33_what_a_learner_wrote_is_text_on_the_reviewer_s_pages(desk, learner):
    answer = in_quiz(learner, "<script>alert(1)</script> {{ 7 * 7 }} <img src=x>")
    for address in ("/marking", at(answer)):
        page = text(desk.get(address))
        assert "&lt;script&gt;alert(1)" in page
        assert "<img src=x" not in page
        assert "{{ 7 * 7 }}" in page


def test_every_review_leaves_a_line_in_the_audit_log(desk, learner, reviewer):
    answer = in_quiz(learner)
    for _ in range(2):  # sent twice
        send(desk, answer)
    basis = db.session.scalar(select(Marking.id))
    for _ in range(2):
        send(desk, answer, "correct", points="2", basis=basis, reason="overlooked")
    lines = db.session.execute(
        select(AuditEntry.action, AuditEntry.actor_id, AuditEntry.detail).order_by(AuditEntry.id)
    ).all()
    code = f"Q{answer.id}"
    assert [tuple(line) for line in lines] == [
        ("open answer reviewed", reviewer.id, {"answer": code, "points": "1.5"}),
        ("open answer corrected", reviewer.id, {"answer": code, "points": "2"}),
    ]


def test_the_page_says_that_somebody_else_is_reading_for_half_an_hour(app, desk, learner):
    answer, other = in_quiz(learner), app.test_client()
    factories.sign_in(other, factories.user(roles=[("editor", None)], locale="en"))
    send(other, answer, do="draft")
    assert "Somebody else is reading this answer" in text(desk.get(at(answer)))
    assert "Somebody is reading it" in text(desk.get("/marking"))
    assert "Somebody else is reading" not in text(other.get(at(answer)))
    with writing():
        db.session.scalars(select(Marking)).one().saved_at -= timedelta(minutes=31)
    assert "Somebody else is reading" not in text(desk.get(at(answer)))
    assert "Somebody is reading it" not in text(desk.get("/marking"))


def test_a_correction_offers_no_fewer_points_than_were_seen(desk, learner):
    answer = in_quiz(learner)
    send(desk, answer)
    with writing():
        mark_seen(db.session.scalars(select(Marking.id)).one(), learner_id=learner.id, now=NOW)
    page = text(desk.get(at(answer)))
    offered = re.findall(r'name="points" value="([\d.]+)"[^>]*?( disabled)?(?: checked)?>', page)
    assert [step for step, disabled in offered if not disabled] == ["1.5", "2.0"]
    assert [step for step, disabled in offered if disabled] == ["0.0", "0.5", "1.0"]


def test_full_points_that_were_seen_offer_no_correction(desk, learner):
    answer = in_quiz(learner)
    send(desk, answer, points="2")
    with writing():
        mark_seen(db.session.scalars(select(Marking.id)).one(), learner_id=learner.id, now=NOW)
    page = text(desk.get(at(answer)))
    assert "there is nothing to correct" in page
    assert 'value="correct"' not in page


def test_a_slip_can_be_taken_down_on_the_page(desk, learner):
    answer = in_quiz(learner)
    send(desk, answer, points="1")
    page = text(desk.get(at(answer)))
    assert "points may go up or down" in page
    basis = db.session.scalar(select(Marking.id))
    assert send(desk, answer, "correct", points="0.5", basis=basis, reason="a slip").status_code == 303
    db.session.rollback()
    assert db.session.get_one(Response, answer.id).points == 0.5
