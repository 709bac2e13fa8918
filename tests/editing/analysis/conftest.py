import pytest

from tests import factories
from tests.course_files import course_files as course_files


@pytest.fixture
def desk(client, app):
    factories.sign_in(client, factories.user("编辑", roles=[("editor", None)], locale="en"))
    return client
