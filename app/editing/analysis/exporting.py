"""The figures of a quiz as csv: UTF-8 with a byte order mark so that Excel shows Chinese."""

import csv
from collections.abc import Callable
from io import StringIO

from flask_babel import lazy_gettext as _l

from app import clock
from app.questions.model import Question

from .quizzes import QuizFigures, VersionFigures
from .wording import advice

BYTE_ORDER_MARK = "\ufeff"
OPENS_A_FORMULA = tuple("=+-@＝＋－＠\t\r\n")  # what a spreadsheet would run instead of show
COLUMNS = (
    _l("Question"), _l("Question in words"), _l("Version"), _l("Key of the version"), _l("First asked on"), _l("People"),
    _l("Attempts that held it"), _l("Left blank"), _l("Not reached"), _l("Difficulty"), _l("Discrimination"),
    _l("Correlation with the total"), _l("D"), _l("Upper group"), _l("Lower group"), _l("Efficiency"),
    _l("Reliability without it"), _l("Reliability"), _l("People in the reliability"), _l("Advice"),
)  # fmt: skip


def quiz_file(figures: QuizFigures, title_of: Callable[[Question], str]) -> str:
    """A line for every version of every question, in the words of the pages; what so few people cannot carry is empty."""
    buffer = StringIO()
    buffer.write(BYTE_ORDER_MARK)
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([str(name) for name in COLUMNS])
    for version in sorted(figures.versions, key=lambda version: (version.key[0], version.number)):
        writer.writerow([_shown(cell) for cell in _cells(version, figures, title_of)])
    return buffer.getvalue()


def _cells(
    version: VersionFigures, quiz: QuizFigures, title_of: Callable[[Question], str]
) -> tuple[str | int | float | None, ...]:
    own, reliability = version.figures, quiz.reliability
    return (
        version.key[0],
        title_of(version.question),
        version.number,
        version.key[1][:12],
        clock.local_date(version.first_asked_at).isoformat(),
        own.n,
        version.asked_count,
        version.omitted_count,
        version.unreached_count,
        own.difficulty,
        own.r_rest,
        own.r_total,
        own.d,
        own.upper_count,
        own.lower_count,
        own.efficiency,
        version.alpha_without,
        reliability.alpha if reliability else None,
        reliability.n if reliability else None,
        "; ".join(line.text for line in advice(version)) if own.flags or version.is_earlier else "",
    )


def _shown(cell: str | int | float | None) -> str:
    """A text that a spreadsheet might run gets a `'` in front; figures have four decimals."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.4f}"
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(OPENS_A_FORMULA) else cell
    return str(cell)
