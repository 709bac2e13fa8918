"""What learners do: lessons, checks, quizzes, completions."""

from flask import Flask

from .views import bp


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
