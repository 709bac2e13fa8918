"""What the demo's people said lies in the tables as real answers do."""

from sqlalchemy import func, select

from app import clock
from app.content import queries as content
from app.db import db, writing
from app.demo import surveys
from app.surveys.models import SurveyCall, SurveyTally
from tests import factories


def test_the_demo_counts_every_answer_once_and_hides_the_first(app):
    sales = factories.department(parent=factories.department())
    people = [factories.user(department=sales) for _ in range(40)]
    for person in people:
        factories.completion(person, completed_at=clock.now())
    accounts = [person.id for person in people[:3]]
    sales_id = sales.id
    with writing():
        surveys.set_up(content.list_courses(), accounts, today=clock.today())
    answered = db.session.scalar(select(func.count()).where(SurveyCall.answered))
    assert answered is not None
    assert 10 < answered <= 37
    assert not db.session.scalars(select(SurveyCall.user_id).where(SurveyCall.user_id.in_(accounts))).all()
    by_place = dict(
        db.session.execute(
            select(SurveyTally.department_id, func.sum(SurveyTally.count))
            .where(SurveyTally.item == "useful")
            .group_by(SurveyTally.department_id)
        ).all()
    )
    assert by_place == {None: 4, sales_id: answered - 4}
