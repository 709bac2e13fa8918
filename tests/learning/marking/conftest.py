import pytest

from tests import factories


@pytest.fixture
def reviewer(app):
    return factories.user("审阅人", roles=[("editor", None)], locale="en")


@pytest.fixture
def desk(client, reviewer):
    """The reviewer's browser."""
    factories.sign_in(client, reviewer)
    return client
