"""What learners do: lessons, checks, quizzes, completions."""

from flask import Flask

from .certificates import models as certificate_models
from .honesty import models as honesty_models
from .marking import models as marking_models
from .practice import models as practice_models
from .rejudging import models as rejudging_models
from .spaced import models as spaced_models
from .views import bp

TABLES = (certificate_models, honesty_models, marking_models, practice_models, rejudging_models, spaced_models)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
