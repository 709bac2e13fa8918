"""Whatever is done to a rule and to a duty: the day that was promised never gets earlier, and nothing counts twice."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.db import db, writing
from app.programmes.duties import actions as duty_actions
from app.programmes.duties.kinds import ChangeKind
from app.programmes.models import Assignment, AssignmentChange, AssignmentSource
from app.programmes.rules.evaluating import evaluate
from app.programmes.rules.kinds import RunKind
from tests import factories
from tests.conftest import emptied_after
from tests.examples import examples

from .making import add, apply, days, duties, edit, of, on, preview

pytestmark = pytest.mark.usefixtures("app")
START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SLOW = settings(
    max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

dues = st.one_of(
    st.integers(0, 90).map(lambda ahead: on((START + ahead * DAY).date())),
    st.integers(1, 90).map(days),
    st.integers(1, 40).map(lambda count: days(count, due_from="hire")),
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("rule"), dues),
        st.tuples(st.just("other rule"), dues),
        st.tuples(st.just("extend"), st.integers(1, 120)),
        st.tuples(st.just("pause"), st.integers(1, 20)),
        st.tuples(st.just("reinstate"), st.just(0)),
        st.tuples(st.just("night"), st.just(0)),
        st.tuples(st.just("days go by"), st.integers(1, 15)),
    ),
    min_size=2,
    max_size=7,
)


def decide(kind, until, now):
    with writing():
        ids = list(db.session.scalars(select(Assignment.id)))
        duty_actions.change(kind, ids, until=until, reason="test", by_id=None, approver_id=None, now=now, batch="")


def take(step, rules, now):
    what, value = step
    if what in ("rule", "other rule"):
        rule = rules[what]
        edit(rule, due=value, now=now)
        apply(rule, now)
    elif what == "extend":
        decide(ChangeKind.EXTEND, (now + value * DAY).date(), now)
    elif what == "pause":
        decide(ChangeKind.PAUSE, (now + value * DAY).date(), now)
    elif what == "reinstate":
        decide(ChangeKind.REINSTATE, None, now)
    elif what == "night":
        evaluate(RunKind.NIGHT, today=now.date())


@SLOW
@given(dues, dues, steps)
def test_a_promised_day_never_gets_earlier(first, second, then):
    with emptied_after():
        department = factories.department()
        person = factories.user(department=department)
        now = START
        rules = {"rule": add(due=first, now=now), "other rule": add(due=second, now=now)}
        apply(rules["rule"], now)
        promised = duties()[person.id][0].due_on
        for step in then:
            now += step[1] * DAY if step[0] == "days go by" else DAY
            take(step, rules, now)
            (duty,) = duties()[person.id]
            assert duty.due_on >= promised
            promised = duty.due_on


def test_an_extension_then_a_moved_rule_date():
    person = factories.user(department=factories.department())
    rule = add(due=on((START + 30 * DAY).date()), now=START)
    apply(rule, START)
    extended = (START + 60 * DAY).date()
    decide(ChangeKind.EXTEND, extended, START + DAY)
    for ahead in (45, 10, 30):
        edit(rule, due=on((START + ahead * DAY).date()), now=START + 2 * DAY)
        apply(rule, START + 2 * DAY)
        assert duties()[person.id][0].due_on == extended
    edit(rule, due=on((START + 90 * DAY).date()), now=START + 3 * DAY)
    apply(rule, START + 3 * DAY)
    assert duties()[person.id][0].due_on == (START + 90 * DAY).date()


def facts():
    db.session.rollback()
    return [
        db.session.scalar(select(func.count()).select_from(table))
        for table in (Assignment, AssignmentSource, AssignmentChange)
    ]


def test_applying_does_exactly_what_the_preview_says_and_again_nothing():
    @SLOW
    @given(
        st.lists(st.integers(0, 2), min_size=1, max_size=6),
        st.lists(st.tuples(st.lists(st.integers(0, 2), max_size=2), dues), min_size=1, max_size=4),
    )
    def check(placed, versions):
        with emptied_after():
            places = [factories.department() for _ in range(3)]
            people = [factories.user(department=places[where]).id for where in placed]
            now, rule = START, None
            for where, due in versions:
                audience = of(departments=tuple(sorted({places[each].id for each in where})))
                if rule is None:
                    rule = add(audience, due, now=now)
                else:
                    edit(rule, audience=audience, due=due, now=now)
                agrees(rule, people, now)
                now += 3 * DAY

    check()


def agrees(rule, people, now):
    before = {key: each[0].due_on for key, each in duties().items()}
    shown = preview(rule, now)
    apply(rule, now)
    after = {key: each[0] for key, each in duties().items()}
    for person in people:
        if person in shown.adds:
            assert person not in before
            assert after[person].due_on == shown.adds[person]
        elif person in shown.joins:
            assert after[person].withdrawn_on is None
            assert after[person].due_on >= before[person]
        elif person in shown.moves:
            assert after[person].due_on == max(before[person], shown.moves[person].asked)
        elif person in shown.releases:
            assert after[person].withdrawn_on == now.date()
        elif person in shown.keeps:
            assert after[person].due_on == before[person]
            assert after[person].withdrawn_on is None
        else:
            assert person not in after or after[person].withdrawn_on is not None
    counted = facts()
    assert preview(rule, now).total == 0
    evaluate(RunKind.NIGHT, today=now.date())
    assert facts() == counted
