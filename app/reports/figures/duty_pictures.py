"""Pictures of figures about duties: units and programmes beside each other, and what the duties of units are made of."""

from collections.abc import Callable, Sequence

from flask_babel import gettext as _

from app import charts, filters
from app.programmes.states import DutyState
from app.programmes.wording import state_name
from app.reports.frame.model import Picture

from . import duties
from .duties import DutyFigures
from .duty_lines import ALL, NOW, PERIOD, Line, address_of
from .rates import Rate

PARTS: Sequence[tuple[DutyState, charts.Tone]] = (
    (DutyState.COMPLETED, "done"),
    (DutyState.IN_PROGRESS, "third"),
    (DutyState.DUE_SOON, "fourth"),
    (DutyState.NOT_STARTED, "open"),
    (DutyState.SCHEDULED, "quiet"),
    (DutyState.OVERDUE, "late"),
)


def matrix(
    units: Sequence[str], names: Sequence[str], cells: Sequence[Sequence[Line]], *, which: str, of: int
) -> Picture:
    """The rate of completion on the day, or of what fell due: a row of lines for each unit, one for each programme, of `of`."""
    rate: Callable[[DutyFigures], Rate] = duties.due_completion_rate if which == PERIOD else duties.completion_rate
    summary = _(
        "Of %(all)s programmes the %(number)s with most assignments; every one stands in the table below.",
        number=len(names),
        all=of,
    )
    return charts.heat(
        _("Completed of those due, unit by unit") if which == PERIOD else _("Completion, unit by unit"),
        summary,
        units,
        names,
        [[_cell(line, rate(line.figures), which) for line in row] for row in cells],
        corner=_("Unit"),
    )


def _cell(line: Line, rate: Rate, which: str) -> charts.HeatCell:
    """It leads to everybody it is about, those with most to do first."""
    if not rate.denominator:
        return charts.HeatCell(None, filters.NOTHING)
    text = filters.rate(rate.numerator, rate.denominator)
    return charts.HeatCell(rate.ratio if rate.coloured else None, text, address_of(line, which, ALL))


def states(lines: Sequence[Line], of: Callable[[Line], dict[DutyState, int]], total: dict[DutyState, int]) -> Picture:
    """What the assignments that count are made of, unit by unit; each number leads to its people."""
    bars = []
    for line in lines:
        counts = of(line)
        values = [counts.get(state, 0) for state, _tone in PARTS]
        hrefs = [
            address_of(line, NOW, state) if value else None for (state, _tone), value in zip(PARTS, values, strict=True)
        ]
        bars.append(
            charts.StackedBar(
                line.unit, values, [str(value) for value in values], address_of(line, NOW, ALL), hrefs=hrefs
            )
        )
    summary = _(
        "Of %(number)s assignments %(done)s are completed and %(late)s overdue.",
        number=sum(total.get(state, 0) for state, _tone in PARTS),
        done=total.get(DutyState.COMPLETED, 0),
        late=total.get(DutyState.OVERDUE, 0),
    )
    parts = [charts.Part(state_name(state), tone) for state, tone in PARTS]
    return charts.stacked(_("States of the assignments that count"), summary, parts, bars)
