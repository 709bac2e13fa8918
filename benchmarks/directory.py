"""Pages over a company: the list of people, searching it, lists of duties, the chart, a learner's own page.

    python -m benchmarks.directory [--people 20000] [--times 15]

Everybody has three duties. A page is the whole answer of the application, database and template included, without the network;
the first one of each address is left out. Then the jobs of a day: what is told to whom, and rounds that open. DATABASE_URL
measures on another database, which must be empty.
"""

from datetime import timedelta

from flask.testing import FlaskClient

from app import clock
from app.db import db
from app.programmes.definitions.jobs import open_rounds
from app.programmes.notices.jobs import make_notices
from app.reports.directory import ROWS_A_PAGE
from benchmarks.company import found, signed_in
from benchmarks.measuring import arguments, fresh_application, measure

TYPED = ("王", "小明", "wang", "xiaoming", "wxm", "b0100", "weber", "zzzz")
PAGE, TYPING = 0.2, 0.1  # seconds


def main() -> None:
    parser = arguments(__doc__, times=15)
    wanted = parser.parse_args()
    with fresh_application() as app:
        with app.app_context():
            accounts = found(wanted.people)
            today, learner_id = clock.today(), accounts["learner"].id
        hr, learner = signed_in(app, accounts["hr"]), signed_in(app, accounts["learner"])
        middle = max(1, wanted.people // ROWS_A_PAGE // 2)
        last_month = today - timedelta(days=30)
        for name, address, limit in (
            ("people: first page", "/people", PAGE),
            ("people: a page in the middle", f"/people?page={middle}", PAGE),
            ("people: one company", "/people?department=C3", PAGE),
            ("people: left", "/people?show=left", PAGE),
            *((f"people: typed {q}", f"/people?q={q}", TYPING) for q in TYPED),
            ("one person", f"/people/{learner_id}", None),
            ("the chart", "/organisation", None),
            ("the chart last month", f"/organisation?on={last_month}", None),
            ("the team", "/team", None),
            ("duties: whom to talk to", "/duties", None),
            ("duties: all", "/duties?state=all", None),
            ("duties: of one programme", "/programmes/SAFE/people", None),
            ("programmes", "/programmes", None),
            ("tomorrow's mails", "/mails/tomorrow", None),
            ("why a person got a mail", f"/people/{learner_id}/mails", None),
            ("audit log", "/settings/audit", None),
        ):
            page(name, address, hr, wanted.times, limit)
        page("a learner's day", "/today", learner, wanted.times)
        page("a learner's notices", "/notices", learner, wanted.times)
        with app.app_context():
            measure("a day's notices", lambda at: make_notices(today + timedelta(days=at)), times=3, wanted=60)
            measure("rounds that open", lambda _at: open_rounds(today), times=3)
            db.session.remove()


def page(name: str, address: str, client: FlaskClient, times: int, limit: float | None = None) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code, answer.headers.get("Location"))
    measure(name, lambda _at: client.get(address), times=times, wanted=limit)


if __name__ == "__main__":
    main()
