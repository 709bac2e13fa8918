"""The key figures of the group, in the order of the overview: four of effort, four of what came of it. Source: docs/figures.md, R01."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


class Kpi(StrEnum):
    DUE_COMPLETION = "due_completion"
    ON_TIME = "on_time"
    HOURS = "hours"
    PLAN = "plan"
    CERTIFIED = "certified"
    FIRST_TRY = "first_try"
    EDUCATION = "education"
    GAIN = "gain"


@dataclass(frozen=True, slots=True)
class About:
    """`report`, asked `about` it, has its rows. `most`: the highest target that makes sense; of a share 1."""

    name: LazyString
    definition: LazyString
    report: str
    most: float = 1.0
    unit: LazyString | str = "%"
    about: Mapping[str, str] = field(default_factory=dict)


KPIS = {
    Kpi.DUE_COMPLETION: About(
        _l("Completed of what fell due"),
        _l(
            "Assignments completed by the day of the report, of those that fell due in the period; "
            "whoever left after the due date stays in."
        ),
        "participation",
        about={"set": "period"},
    ),
    Kpi.ON_TIME: About(
        _l("Completed on time"),
        _l("Assignments completed by their due date, extensions included, of those that fell due in the period."),
        "participation",
        about={"set": "period"},
    ),
    Kpi.HOURS: About(
        _l("Hours per head"),
        _l(
            "Credited hours of 45 minutes of everybody in scope while they worked there, divided by the average headcount of the period."
        ),
        "hours",
        most=1000.0,
        unit=_l("hours"),
    ),
    Kpi.PLAN: About(
        _l("Plan carried out"),
        _l(
            "Items of the training plan that were held, of those planned for the period. "
            "What was cancelled stays in; what was not planned is left out."
        ),
        "plan",
    ),
    Kpi.CERTIFIED: About(
        _l("Certified"),
        _l(
            "People who hold all credentials that their post asks for, valid on the day of the report, of all in such posts."
        ),
        "credentials",
    ),
    Kpi.FIRST_TRY: About(
        _l("Passed at the first try"),
        _l("People and exams passed with the first attempt, of all that were sat in the period."),
        "exams",
    ),
    Kpi.EDUCATION: About(
        _l("Continuing education met"),
        _l(
            "People of the professional technical staff who have earned the hours that the year asks for, of all of them."
        ),
        "hours",
        about={"who": "owing"},
    ),
    Kpi.GAIN: About(
        _l("Gained by learning"),
        _l(
            "What people gained from the test before to the test after, of what they could have gained; "
            "mean of those who took both, from five people on."
        ),
        "effect",
    ),
}
