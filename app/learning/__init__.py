"""What learners do: lessons, checks, quizzes, completions."""

from flask import Flask

from . import own_data
from .attempts import jobs as attempt_jobs
from .certificates import models as certificate_models
from .certificates.cli import certificates
from .credits import jobs as credit_jobs
from .credits import models as credit_models
from .credits import own_data as credit_own_data
from .credits.cli import credits_commands
from .credits.kinds import kind_name, reason_words, subject_name, verb_name
from .editions import jobs as edition_jobs
from .honesty import models as honesty_models
from .marking import models as marking_models
from .practice import models as practice_models
from .rejudging import jobs as rejudging_jobs
from .rejudging import models as rejudging_models
from .spaced import jobs as spaced_jobs
from .spaced import models as spaced_models
from .spaced.cli import review
from .views import bp
from .wording import short_words, status_name

JOBS = (attempt_jobs, credit_jobs, edition_jobs, rejudging_jobs, spaced_jobs)
OWN_DATA = (own_data, credit_own_data)
TABLES = (
    certificate_models, credit_models, honesty_models, marking_models, practice_models, rejudging_models, spaced_models,
)  # fmt: skip


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.filters[short_words.__name__] = short_words
    app.jinja_env.filters["credential_name"] = status_name
    app.jinja_env.filters["credit_kind_name"] = kind_name
    app.jinja_env.filters["credit_reason"] = reason_words
    app.jinja_env.filters["learning_verb"] = verb_name
    app.jinja_env.filters["subject_name"] = subject_name
    app.cli.add_command(review)
    app.cli.add_command(certificates)
    app.cli.add_command(credits_commands)
    edition_jobs.init_app(app)
