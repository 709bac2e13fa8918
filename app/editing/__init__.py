"""The editor's desk."""

from flask import Flask

from app.editing.analysis import views as figures
from app.editing.rejudging import views as judgements
from app.editing.views import bp

PAGES = (figures, judgements)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
