"""The template of each kind of question, found by its name: a new kind is a module and a template, and nothing else."""

from types import ModuleType
from typing import cast

from flask import current_app

from .blueprint import bp


@bp.app_template_global()
def kind_macros(kind: str) -> ModuleType:
    """`inputs` and `result` of `questions/<kind>.html`, read once for all pages."""
    return cast(ModuleType, current_app.jinja_env.get_template(f"questions/{kind}.html").module)
