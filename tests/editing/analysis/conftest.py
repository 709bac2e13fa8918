import pytest

from tests import factories


@pytest.fixture
def desk(client, app):
    factories.sign_in(client, factories.user("编辑", roles=[("editor", None)], locale="en"))
    return client
