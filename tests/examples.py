"""How many examples a property is tried with, where each of them is a small company in a real database."""

import os


def examples(number: int) -> int:
    """So many on SQLite. On PostgreSQL a third of them: what the property says was tried there, here its SQL meets the other
    database, and the tests that are no properties run whole."""
    return max(3, number // 3) if os.environ.get("TEST_DATABASE_URL") else number
