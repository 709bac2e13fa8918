from app.access import Role
from app.reports.figures.lacking import lacking
from tests import factories
from tests.reports.asked import asked, viewer
from tests.reports.company import company

NO_MANAGER, NO_POSITION, NOWHERE = (
    "People without a line manager",
    "People without a position",
    "People with an account and no main department, whom no report counts",
)


def counts(**wanted) -> dict[str, int]:
    return {str(each.reason): each.count for each in lacking(asked("overview", **wanted))}


def test_what_people_lack_is_counted(app):
    house = company()
    for _number in range(3):
        factories.user(department=house.sales)
    assert counts() == {NO_MANAGER: 3, NO_POSITION: 3}
    assert counts(department="STORES") == {}


def test_who_has_no_department_is_told_to_whoever_sees_everybody(app):
    house = company()
    factories.user()
    assert counts() == {NOWHERE: 1}
    assert counts(by=viewer(Role.HR, house.sales)) == {}
    assert counts(department="SALES") == {}


def test_who_joined_later_is_missing_on_no_day_before(app):
    factories.user(department=company().sales)
    assert counts(as_of="2023-12-31") == {}
    assert counts(as_of="2024-01-01") == {NO_MANAGER: 1, NO_POSITION: 1}
