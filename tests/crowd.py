"""Several people, or one with several tabs, at the same moment: threads with sessions and connections of their own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask

from app.db import db


def at_once(app: Flask, *jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs together, and return what each returned or raised, in order."""
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        start.wait()
        with app.app_context():
            try:
                return job()
            except Exception as error:  # noqa: BLE001 - the test looks at it
                return error
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))
