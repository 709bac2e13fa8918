"""`flask courses`: check, publish, list, begin and export courses. Needs no database."""

from __future__ import annotations

from flask.cli import AppGroup

from .commands.beginning import new
from .commands.checking import check
from .commands.exporting import export
from .commands.serving import list_courses, publish

courses = AppGroup("courses", help="Check, publish, list, begin and export courses.")
for command in (check, publish, list_courses, new, export):
    courses.add_command(command)
