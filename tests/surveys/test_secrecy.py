"""Somebody who reads the whole database does not find out who said what."""

import random
from datetime import datetime

import pytest
from sqlalchemy import Date, DateTime, inspect, select, text
from sqlalchemy.exc import DBAPIError

from app.db import WRITER, db
from app.people.models import User
from app.surveys.models import SurveyCall, SurveyComment, SurveyTally
from tests import factories

from .saying import completed, say

TABLES = (SurveyCall, SurveyTally, SurveyComment)


@pytest.fixture
def spoken(app) -> list[int]:
    """Ids of twelve people of one department, in the order in which they answered: each gave another row of scores."""
    sales = factories.department(parent=factories.department())
    people = [completed(sales, f"职工{number}") for number in range(12)]
    order = [person.id for person in people]
    for number, person in enumerate(people):
        say(person, *(1 + (number + item) % 5 for item in range(6)), comment=f"意见{number:02}")
    return order


def is_sqlite() -> bool:
    return db.engines[WRITER].dialect.name == "sqlite"


def test_what_was_said_names_nobody_and_no_moment(app):
    for model in (SurveyTally, SurveyComment):
        columns = model.__table__.columns
        assert not [
            each.name for each in columns if any(key.column.table is User.__table__ for key in each.foreign_keys)
        ]
        assert not [each.name for each in columns if isinstance(each.type, DateTime)]
    calls = inspect(SurveyCall).columns
    assert {each.name for each in calls if isinstance(each.type, Date | DateTime)} == {"cohort"}
    assert not {"score", "item", "version", "text", "key"} & {each.name for each in calls}


def test_no_row_is_anybodys_answer(app, spoken: list[int]):
    rows = db.session.scalars(select(SurveyTally)).all()
    assert {row.department_id is None for row in rows} == {True, False}
    for department_id in {row.department_id for row in rows}:
        items = {row.item: 0 for row in rows}
        for row in rows:
            items[row.item] += row.count if row.department_id == department_id else 0
        assert len(set(items.values())) == 1
    assert db.session.scalars(select(SurveyCall.department_id).distinct()).one() is not None


def test_days_are_first_days_of_quarters(app, spoken: list[int]):
    for model in TABLES:
        assert {(day.month % 3, day.day) for day in db.session.scalars(select(model.cohort))} == {(1, 1)}


def test_rows_do_not_lie_in_the_order_in_which_people_answered(app, spoken: list[int]):
    texts = db.session.scalars(select(SurveyComment.text).order_by(SurveyComment.key)).all()
    assert sorted(texts) == [f"意见{number:02}" for number in range(12)]
    assert texts != sorted(texts)


@pytest.mark.parametrize("model", TABLES)
def test_the_database_itself_notes_nothing_about_who_wrote_when(app, spoken: list[int], model):
    if is_sqlite():
        rows_have_no_number_and_lie_by_key(model)
    else:
        rows_have_their_transaction_in_common_and_lie_mixed(model)


def rows_have_no_number_and_lie_by_key(model) -> None:
    """SQLite numbers rows as they come, where it is let; and reads a table as it lies."""
    with pytest.raises(DBAPIError, match="rowid"):
        db.session.execute(text(f"SELECT rowid FROM {model.__tablename__}"))
    db.session.rollback()
    keys = [column.name for column in inspect(model).primary_key]
    rows = db.session.execute(text(f"SELECT {', '.join(keys)} FROM {model.__tablename__} NOT INDEXED")).all()
    assert rows == sorted(rows)


def rows_have_their_transaction_in_common_and_lie_mixed(model) -> None:
    """PostgreSQL keeps who wrote a row, and where it lies: the later, the further."""
    writers = db.session.scalars(text(f"SELECT xmin::text FROM {model.__tablename__}")).all()
    assert min(writers.count(each) for each in writers) >= 5
    by_turn = {SurveyCall: "user_id", SurveyComment: "text"}.get(model)
    if by_turn:
        places = db.session.scalars(text(f"SELECT {by_turn} FROM {model.__tablename__} ORDER BY ctid")).all()
        assert places != sorted(places)


def test_keys_of_comments_are_drawn(app, spoken: list[int]):
    keys = db.session.scalars(select(SurveyComment.key)).all()
    assert len(set(keys)) == 12
    assert {len(key) for key in keys} == {32}


def test_the_first_who_answer_are_filed_without_their_department(app):
    company = factories.department()
    sales, warehouse = factories.department(parent=company), factories.department(parent=company)
    for place in [sales] * 4 + [warehouse] * 3:
        say(completed(place), 5)
    filed = dict(
        db.session.execute(
            select(SurveyTally.department_id, SurveyTally.count).where(
                SurveyTally.item == "useful", SurveyTally.score == 5
            )
        ).all()
    )
    assert filed == {None: 4, company.id: 3}


def test_s65_the_file_of_ones_own_data_says_that_and_not_what(app, client, spoken: list[int]):
    person = db.session.get_one(User, random.choice(spoken))
    factories.sign_in(client, person)
    sections = client.get("/me/data.json").json["sections"]
    (row,) = sections["surveys"]["rows"]
    assert row["answered"] is True
    assert "意见" not in str(sections)
    datetime.fromisoformat(row["cohort"])
