"""An installation of its own with the demo company in it, and the courses that come with the platform."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from app import clock, content, create_app
from app.db import db
from app.demo import loading
from config import Settings

ROOT = Path(__file__).parents[2]


@contextmanager
def demo_company(settings: Settings, folder: Path) -> Iterator[Flask]:
    url = f"sqlite:///{folder / 'demo.db'}"
    app = create_app(replace(settings, content_dir=ROOT / "courses", instance_dir=folder, database_url=url, demo=True))
    with app.app_context():
        upgrade()
        content.publish(app)
        loading.fill(clock.now(), content.queries.list_courses())
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
