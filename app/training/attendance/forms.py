"""The page on which attendance is recorded: a row of fields for each person, read together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from app.learning.reasons import LEAST_REASON, LONGEST_REASON, stripped
from app.people.picking.fields import PeopleField, PersonField
from app.people.picking.whom import Whom, anybody_at_work
from app.training.fields import OUT_OF_RANGE, long_field, number_field, storable
from app.training.kinds import CAME, Presence
from app.training.sessions.actions import MOST_EXPECTED
from app.training.wording import presence_name

from .actions import Mark
from .queries import Participant

CHOICES = (Presence.PRESENT, Presence.LATE, Presence.ABSENT, Presence.EXCUSED)
MOST_MINUTES = 31 * 24 * 60


@dataclass
class Sheet:
    """What was sent. `typed`: (status, minutes) as text, by person; `errors`: what is wrong, by person."""

    marks: dict[int, Mark] = field(default_factory=dict)
    typed: dict[int, tuple[str, str]] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    corrected: set[int] = field(default_factory=set)


class AttendanceForm(FlaskForm):
    rest = SelectField(_l("Everybody on this page for whom nothing is chosen"), default="")
    reason = TextAreaField(
        _l("Reason of corrections"),
        filters=[stripped],
        validators=[
            Optional(),
            Length(min=LEAST_REASON, max=LONGEST_REASON, message=_l("Use %(min)d to %(max)d characters.")),
            storable,
        ],
    )

    def offer(self) -> None:
        self.rest.choices = [
            SelectChoice("", _("stays open")),
            *(SelectChoice(each.value, presence_name(each)) for each in (Presence.PRESENT, Presence.ABSENT)),
        ]


class WalkInForm(FlaskForm):
    """Somebody who came and was not expected; people from elsewhere are known by the whole staff number."""

    person = PersonField(
        _l("Who else came"), [DataRequired(_l("Say who came."))], whom=Whom.TRAINED, anywhere=anybody_at_work
    )
    status = RadioField(_l("Attendance"), default=Presence.PRESENT.value)
    minutes = IntegerField(_l("Minutes"), validators=[Optional(), NumberRange(0, MOST_MINUTES, OUT_OF_RANGE)])

    def offer(self) -> None:
        self.status.choices = [SelectChoice(each.value, presence_name(each)) for each in CHOICES if each in CAME]


class ListForm(FlaskForm):
    """A column of staff numbers, pasted from a spreadsheet or a badge reader: all of them the same."""

    people = PeopleField(_l("Staff numbers or names"), [DataRequired(_l("Paste at least one staff number."))])
    listed_status = RadioField(_l("Attendance"), default=Presence.PRESENT.value)

    def offer(self) -> None:
        self.people.whom, self.people.most = Whom.TRAINED, MOST_EXPECTED
        self.listed_status.choices = [SelectChoice(each.value, presence_name(each)) for each in CHOICES]


class CloseForm(FlaskForm):
    summary = long_field(_l("Minutes of the session"))
    item_is_done = BooleanField(_l("With this the item of the plan was held"), default=True)
    version = number_field()


def read_sheet(sent: Mapping[str, str], people: Sequence[Participant], *, rest: str) -> Sheet:
    """What a page of the sheet says of the people on it. `rest`: the status of those for whom nothing was chosen; "": none."""
    sheet = Sheet()
    for person in people:
        key = person.user_id
        if f"seen-{key}" not in sent:
            continue
        status, minutes = sent.get(f"status-{key}", ""), sent.get(f"minutes-{key}", "").strip()
        if not status and not person.status and rest and not person.has_left:
            status = rest
        sheet.typed[key] = (status, minutes)
        if not status:
            continue
        if status not in list(Presence):
            sheet.errors[key] = _("Choose one of the states.")
            continue
        if minutes and not _is_number(minutes):
            sheet.errors[key] = _("Type minutes as a number, at most %(max)d.", max=MOST_MINUTES)
            continue
        seen = sent[f"seen-{key}"]
        presence = Presence(status)
        sheet.marks[key] = Mark(
            presence,
            int(minutes) if minutes and presence in CAME else None,
            int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0,
        )
        if person.attendance_id and (person.status, person.minutes) != (presence, sheet.marks[key].minutes):
            sheet.corrected.add(key)
    return sheet


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 7 and int(text) <= MOST_MINUTES
