"""What people have to be able to do: the competency framework, the profiles of positions, the programmes to begin with.

All three are files beside the courses (`courses/framework/`), which editors change as they change lessons: `parsing.py` reads
one of them by itself, `checking.py` looks at them together and beside the courses, `shelf.py` keeps the last good version of each.
"""

from pathlib import Path

from flask import Flask

from app.content.publishing.publisher import Publisher

from . import queries
from .cli import competencies, programmes
from .shelf import Shelf
from .views import bp


def init_app(app: Flask) -> None:
    """After content: what was good last is kept in its store."""
    publisher: Publisher = app.extensions["content"]
    app.extensions["talent"] = Shelf(Path(app.config["CONTENT_DIR"]), publisher.builder.store)
    app.jinja_env.globals["has_competency"] = queries.has_competency
    app.register_blueprint(bp)
    app.cli.add_command(competencies)
    app.cli.add_command(programmes)
