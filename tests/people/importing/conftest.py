"""A small company: two departments below a group, three positions' worth of people, HR."""

from dataclasses import dataclass

import pytest
from flask import Flask

from app.people.models import Department, Position, User
from tests import factories


@dataclass
class Firm:
    group: Department
    sales: Department
    depot: Department
    seller: Position
    hr: User
    li: User
    wang: User


@pytest.fixture
def firm(app: Flask) -> Firm:
    group = factories.department("HQ", name="集团", name_en="Group")
    sales = factories.department("SALES", parent=group, name="业务部", name_en="Sales")
    depot = factories.department("DEPOT", parent=group, name="汉堡仓", name_en="Hamburg depot")
    return Firm(
        group,
        sales,
        depot,
        factories.position("外贸业务员", "Trader"),
        factories.user("人事", "H1", department=group, roles=[("hr", None)], locale="en"),
        factories.user("李雷", "00101", department=sales, email="li@example.com"),
        factories.user("王小明", "00102", department=sales),
    )
