"""A small company for the tests of reports: one group, two departments, a team below one of them."""

from dataclasses import dataclass
from datetime import timedelta

from app import clock
from app.access import Scope
from app.people.models import Department, User
from tests import factories

EVERYTHING = Scope(everything=True)


@dataclass(frozen=True)
class Company:
    group: Department
    sales: Department
    team: Department  # below sales
    stores: Department


def company() -> Company:
    group = factories.department("GROUP", name="集团", name_en="Group", kind="group")
    sales = factories.department("SALES", parent=group, name="销售部", name_en="Sales", kind="company")
    team = factories.department("TEAM", parent=sales, name="德国组", name_en="Germany team", kind="team")
    stores = factories.department("STORES", parent=group, name="仓储部", name_en="Stores")
    return Company(group, sales, team, stores)


def eight_people(house: Company) -> list[User]:
    """Six of eight completed the course; one is overdue, one has not started. Five in sales and its team, three in stores."""
    places = [house.sales, house.sales, house.team, house.team, house.team, house.stores, house.stores, house.stores]
    names = ["王小明", "李若溪", "陈思远", "Jonas Weber", "吴国栋", "冯雅楠", "郑凯文", "孙悦"]
    people = [factories.user(name, department=place) for name, place in zip(names, places, strict=True)]
    for person in people[:6]:
        factories.completion(person)
    factories.assignment(people[0])
    factories.lesson_record(people[6])
    factories.assignment(people[6], due_on=clock.today() - timedelta(days=3))
    return people
