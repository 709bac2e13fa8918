"""A learner who has signed in, and the sample course's files."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.people.models import User
from tests import factories
from tests.course_files import course_files as course_files


@pytest.fixture
def learner(app: Flask) -> User:
    return factories.user(locale="en")


@pytest.fixture
def browser(client: FlaskClient, learner: User) -> FlaskClient:
    factories.sign_in(client, learner)
    return client


@pytest.fixture(params=["en", "zh-CN"])
def reader(browser, request):
    browser.post("/language", data={"lang": request.param})
    return browser
