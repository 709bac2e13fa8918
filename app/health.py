"""`/healthz`: the process lives. `/readyz`: it can serve, or why not."""

from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.access import public
from app.db import db

bp = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/healthz")
@public
def show_health() -> ResponseReturnValue:
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def show_readiness() -> ResponseReturnValue:
    """200 when the database answers at the newest revision and courses are loaded; else 503 with the reasons."""
    reasons = []
    try:
        revision = db.session.scalar(text("SELECT version_num FROM alembic_version"))
        if revision != ScriptDirectory(current_app.extensions["migrate"].directory).get_current_head():
            reasons.append("database schema is not up to date: run flask db upgrade")
    except SQLAlchemyError:
        reasons.append("database does not answer")
    if not current_app.extensions["content"].catalogue.courses:
        reasons.append("no courses are published")
    return jsonify(status="not ready" if reasons else "ready", reasons=reasons), 503 if reasons else 200
