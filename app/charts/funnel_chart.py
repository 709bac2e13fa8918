"""A funnel: how many are left from one stage to the next."""

import itertools
from collections.abc import Sequence

from flask_babel import gettext as _

from .bar_chart import THICK, Bar, lanes_for, lay, name, row_of, stand
from .drawing import Drawing
from .measures import NOTHING, Scale, finite, percent
from .picture import Chart, headed, nothing


def funnel(title: str, summary: str, stages: Sequence[Bar], *, headings: Sequence[str] = ()) -> Chart:
    """Stages from the first to the last, from the same line; behind each, pale, the stage before it: what was lost.

    Raises ValueError for a stage below zero.
    """
    values = finite([stage.value for stage in stages])
    if any(value < 0 for value in values):
        raise ValueError("a stage of a funnel cannot be below zero")

    def draw(sheet: Drawing) -> None:
        if not stages:
            return nothing(sheet)
        lanes = lanes_for(sheet, [stage.label for stage in stages], [stage.text for stage in stages])
        scale = Scale(0, max(values) or 1, lanes.left, lanes.right)
        lying = [row_of(sheet, lanes, 0, index) for index in range(len(stages))]
        for index, (row, stage) in enumerate(zip(lying, stages, strict=True)):
            name(sheet, lanes, row, stage.label, stage.text)
            if index and values[index - 1] > stage.value:
                sheet.box(scale.at(0), row.bar_at, scale.at(values[index - 1]) - scale.at(0), THICK, "past")
            lay(sheet, scale, row, stage)
            sheet.link(stage.href, f"{stage.label}: {stage.text}", (0, row.top, sheet.width, row.height))
        sheet.height = lanes.row_height * len(stages) + 2
        stand(sheet, lanes, lying, scale.at(0), "axis")

    kept = [
        NOTHING,
        *(percent(now / before if before else None) for before, now in itertools.pairwise(values)),
    ]
    rows = tuple((stage.label, stage.text, share) for stage, share in zip(stages, kept, strict=False))
    return Chart(title, summary, headed(headings, (_("Stage"), _("Value"), _("Of the stage before"))), rows, draw)
