"""The page on which attendance is recorded: a row of fields for each person, read together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, IntegerField, RadioField, SelectField, SubmitField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from app.people.picking.fields import PeopleField, PersonField
from app.people.picking.whom import Whom, anybody_at_work
from app.reasons import LEAST_REASON, LONGEST_REASON, stripped
from app.training.fields import long_field, number_field, storable
from app.training.kinds import CAME, Presence
from app.training.sessions.actions import MOST_EXPECTED
from app.training.wording import presence_name

from .actions import Mark
from .queries import Participant

CHOICES = (Presence.PRESENT, Presence.LATE, Presence.ABSENT, Presence.EXCUSED)


@dataclass
class Sheet:
    """What was sent. `typed`: (status, minutes) as text, by person; `errors`: what is wrong, by person."""

    marks: dict[int, Mark] = field(default_factory=dict)
    typed: dict[int, tuple[str, str]] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    corrected: set[int] = field(default_factory=set)


class AttendanceForm(FlaskForm):
    """A page of the sheet, and somebody who came and was not expected; whichever button is pressed, all of it is meant.

    People from elsewhere are known by the whole staff number. `longest`: minutes of the session.
    """

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
    person = PersonField(_l("Who else came"), whom=Whom.TRAINED, anywhere=anybody_at_work)
    status = RadioField(_l("Attendance"), default=Presence.PRESENT.value)
    minutes = IntegerField(_l("Minutes"), validators=[Optional(), NumberRange(0, message=_l("Type a number."))])
    add = SubmitField(_l("Save and add to the sheet"))
    longest = 0

    def offer(self, longest: int) -> None:
        self.longest = longest
        self.rest.choices = [
            SelectChoice("", _("stays open")),
            *(SelectChoice(each.value, presence_name(each)) for each in (Presence.PRESENT, Presence.ABSENT)),
        ]
        self.status.choices = [SelectChoice(each.value, presence_name(each)) for each in CHOICES if each in CAME]

    def validate_person(self, field: Field) -> None:
        if not field.data and (self.add.data or any(self.minutes.raw_data or [])):
            raise ValidationError(_("Say who came."))

    def validate_minutes(self, field: Field) -> None:
        if field.data is not None and field.data > self.longest:
            raise ValidationError(too_long(self.longest))

    @property
    def besides(self) -> dict[int, Mark]:
        """What is said of somebody who came besides; nothing where nobody is named."""
        user_id = self.person.person_id
        return {} if user_id is None else {user_id: Mark(Presence(self.status.data), self.minutes.data)}


def too_long(longest: int) -> str:
    return _("The session has %(max)d minutes from its start to its end. Type at most that.", max=longest)


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


def read_sheet(
    sent: Mapping[str, str],
    people: Sequence[Participant],
    *,
    longest: int,
    rest: str = "",
    besides: Collection[int] = (),
) -> Sheet:
    """What a page of the sheet says of the people on it. `longest`: minutes of the session.

    `rest`: the status of those for whom nothing was chosen, but those `besides`; "": none.
    """
    sheet = Sheet()
    for person in people:
        key = person.user_id
        if f"seen-{key}" not in sent:
            continue
        status, minutes = sent.get(f"status-{key}", ""), sent.get(f"minutes-{key}", "").strip()
        if not status and not person.status and rest and not person.has_left and key not in besides:
            status = rest
        sheet.typed[key] = (status, minutes)
        if not status and not minutes:
            continue
        if status not in list(Presence):
            sheet.errors[key] = _("Choose one of the states.")
            continue
        if minutes and not _is_number(minutes):
            sheet.errors[key] = _("Type minutes as a number, at most %(max)d.", max=longest)
            continue
        seen = sent[f"seen-{key}"]
        presence = Presence(status)
        mark = Mark(
            presence,
            int(minutes) if minutes and presence in CAME else None,
            int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0,
        )
        is_other = (person.status, person.minutes) != (mark.status, mark.minutes)
        if is_other and (mark.minutes or 0) > longest:
            sheet.errors[key] = too_long(longest)
            continue
        sheet.marks[key] = mark
        if person.attendance_id and is_other:
            sheet.corrected.add(key)
    return sheet


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 7
