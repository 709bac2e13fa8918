"""`flask courses`: check, publish, list, begin, import and export courses. Needs no database."""

from __future__ import annotations

from flask.cli import AppGroup

from .commands.beginning import new
from .commands.checking import check
from .commands.exporting import export
from .commands.serving import list_courses, publish
from .exchange.cli import questions
from .importing.cli import import_folder

courses = AppGroup("courses", help="Check, publish, list, begin, import and export courses.")
for command in (check, publish, list_courses, new, export, import_folder, questions):
    courses.add_command(command)
