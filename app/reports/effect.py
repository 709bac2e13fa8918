"""Programme effectiveness, levels 1 and 2: what people thought of a course, and how much more they knew afterwards.

Without a course: a row for each course, of a programme if one is chosen. With a course: each statement with the distribution of its
scores, the departments, and the paired gain. Everything is told by closed quarters and in groups of five and more.
Source of every figure: docs/figures.md, sections "Surveys", "Before and after" and "Small groups".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.charts import Part as Slice
from app.charts import StackedBar, Tone, stacked
from app.content import queries as content
from app.content.model import Course
from app.db import db
from app.i18n import language
from app.people.models import Department
from app.programmes.definitions.queries import find_version
from app.programmes.models import ProgrammeItem
from app.surveys.instruments import COURSE, SCORES, Item, current

from .figures.departments import department_column
from .figures.effects import Effect, Part, asked_part, read_effects, why_missing
from .figures.labels import named
from .figures.paired import tests_of
from .figures.rates import Rate
from .figures.reactions import list_comments, mean
from .figures.released import only, within
from .figures.rollup import level_below
from .figures.session_rows import session_rows
from .frame.asking import Asked
from .frame.model import Answer, Attribution, Column, Kind, Picture, Report, Table, Take, Text, Tile

TONES: tuple[Tone, ...] = ("late", "fourth", "quiet", "third", "done")

RESPONSE = _l(
    "Those who answered the survey, divided by those who completed the course, each where they worked on that day. Nobody has to answer."
)
REACTION_MEANS = _l("The mean of all scores given, from 1, “I do not agree at all”, to 5, “I agree fully”.")
PAIRS = _l(
    "People with a result in the test before and in the one after it. Of each test the first attempt handed in counts."
)
GAIN = _l("The mean after minus the mean before, in points of a hundred, of the same people.")
SHARE_OF_MEANS = _l(
    "What was gained, divided by what could be gained, by the means of those who did not have all points before; in percent (g of means)."
)
MEAN_SHARE = _l(
    "The same share for each person, and the mean of these; in percent (mean of g). Those who had all points before are left out."
)
INTERVAL = _l(
    "Between these the mean gain lies with a confidence of 95 in 100, by Student’s t. "
    "It says how sure the mean is, not what brought it about."
)
PROTECTED = _l(
    "“—” stands where fewer than five people are behind a figure, where all said the same, or where it would tell such a figure of others."
)


@dataclass(frozen=True, slots=True)
class Row:
    """A course or a department."""

    name: str
    asked: int | None
    response: Rate | None
    answers: int | None
    reaction: float | None
    pairs: int | None
    before: float | None
    after: float | None
    gain: float | None
    why: str = ""  # figures are missing
    of_course: Course | None = None
    of_department: Department | None = None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A statement, with how often each score was given."""

    statement: str
    answers: int | None
    mean: float | None
    score_1: int | None
    score_2: int | None
    score_3: int | None
    score_4: int | None
    score_5: int | None

    @property
    def scores(self) -> tuple[int, ...]:
        return tuple(getattr(self, f"score_{score}") or 0 for score in SCORES)


@dataclass(frozen=True, slots=True)
class GainRow:
    """The two tests of a course."""

    tests: str
    pairs: int | None
    before: float | None
    after: float | None
    gain: float | None
    low: float | None
    high: float | None
    share_of_means: float | None
    mean_share: float | None
    full_before: int | None


@dataclass(frozen=True, slots=True)
class CommentRow:
    comment: str


ABOUT = (
    Column("asked", _l("Completed"), Kind.INT, _l("Those who completed the course in the quarters told of."), only_in_files=True),
    Column("response", _l("Response rate"), Kind.RATE, RESPONSE),
    Column("answers", _l("Responses"), Kind.INT, _l("People whose scores are added up here."), only_in_files=True),
    Column("reaction", _l("Reaction"), Kind.NUMBER, REACTION_MEANS),
    Column("pairs", _l("Pairs"), Kind.INT, PAIRS),
    Column("before", _l("Before the course"), Kind.NUMBER, _l("Mean of the test before the course, in percent of the points.")),
    Column("after", _l("After the course"), Kind.NUMBER, _l("Mean of the test after the course, in percent of the points.")),
    Column("gain", _l("Gain"), Kind.NUMBER, GAIN),
    Column("why", _l("Why “—”"), Kind.TEXT, _l("Why the figures of the row that are missing are not told.")),
)  # fmt: skip
COURSE_COLUMNS = (
    Column(
        "name", _l("Course"), Kind.TEXT, _l("Courses published today."), link=lambda asked, row: asked.url(course=row.of_course)
    ),
    *ABOUT,
)  # fmt: skip
DEPARTMENT_COLUMNS = (
    department_column(
        _l("A department with everyone below it, where people worked when they completed the course or took the test.")
    ),
    *ABOUT,
)
ITEM_COLUMNS = (
    Column("statement", _l("Statement"), Kind.TEXT, _l("As it stood in the survey.")),
    Column("answers", _l("Responses"), Kind.INT, _l("People who scored the statement.")),
    Column("mean", _l("Mean"), Kind.NUMBER, REACTION_MEANS),
    *(
        Column(f"score_{score}", str(score), Kind.INT, _l("How often this score was given."))
        for score in SCORES
    ),
)  # fmt: skip
GAIN_COLUMNS = (
    Column("tests", _l("Tests"), Kind.TEXT, _l("The quiz before and the quiz after the course.")),
    Column("pairs", _l("Pairs"), Kind.INT, PAIRS),
    Column(
        "before",
        _l("Before the course"),
        Kind.NUMBER,
        _l("Mean of the test before the course, in percent of the points."),
    ),
    Column(
        "after", _l("After the course"), Kind.NUMBER, _l("Mean of the test after the course, in percent of the points.")
    ),
    Column("gain", _l("Gain"), Kind.NUMBER, GAIN),
    Column("low", _l("Interval from"), Kind.NUMBER, INTERVAL),
    Column("high", _l("Interval to"), Kind.NUMBER, INTERVAL),
    Column("share_of_means", _l("Gain of means, in percent"), Kind.NUMBER, SHARE_OF_MEANS),
    Column("mean_share", _l("Mean of gains, in percent"), Kind.NUMBER, MEAN_SHARE),
    Column("full_before", _l("Full before"), Kind.INT, _l("Those who had all points before: they could gain nothing.")),
)
SESSION_COLUMNS = (
    Column("title", _l("Session"), Kind.TEXT, _l("What was held.")),
    Column("day", _l("Day"), Kind.DATE, _l("The day on which it ended.")),
    Column("trainer", _l("Trainer"), Kind.TEXT, _l("Who taught.")),
    Column("response", _l("Response rate"), Kind.RATE, _l("Those who answered the survey, divided by those who came.")),
    Column("answers", _l("Responses"), Kind.INT, _l("People whose scores are added up here."), only_in_files=True),
    Column("reaction", _l("Reaction"), Kind.NUMBER, REACTION_MEANS),
)
COMMENT_COLUMNS = (
    Column("comment", _l("Comment"), Kind.TEXT, _l("What people wrote, in a drawn order, without score or department.")),
)  # fmt: skip


def answer(asked: Asked) -> Answer:
    """At most nine statements, however many courses and people."""
    part = asked_part(asked)
    courses = [asked.course] if asked.course else _courses(asked)
    found = read_effects(asked, courses)
    told = any(each.told(each.answers, part).atoms or each.told(each.paired, part).atoms for each in found.values())
    notes = (
        []
        if told
        else [_("No quarter of this period is closed with enough answers for this part of the organisation.")]
    )
    if asked.course is None:
        rows = [
            _row(course.title_in(language()), course, found[course.id], part, of_course=course) for course in courses
        ]
        table = Table("courses", _("By course"), COURSE_COLUMNS, rows, note=PROTECTED)
        tables = [table] if asked.programme else [table, _sessions(asked)]
        return Answer(tables, notes=notes, facts=_facts())
    return _of_course(asked, asked.course, found[asked.course.id], notes)


def _of_course(asked: Asked, course: Course, effect: Effect, notes: Sequence[Text]) -> Answer:
    part = asked_part(asked)
    survey = current(COURSE)
    items = [_item(each, effect, part) for each in survey.items]
    tables = [Table("items", _("Level 1: what people thought"), ITEM_COLUMNS, items, note=PROTECTED)]
    if tests_of(course) is not None:
        tables.append(Table("gain", _("Level 2: what people learned"), GAIN_COLUMNS, [_gain(course, effect, part)]))
    tables.append(_departments(asked, course, effect))
    told = effect.told(effect.answers, part)
    if asked.scope.everything and asked.department is None:
        comments = [CommentRow(text) for text in list_comments(course, told.batches)]
        tables.append(
            Table(
                "comments",
                _("Comments"),
                COMMENT_COLUMNS,
                comments,
                empty=_("Nobody wrote anything in these quarters."),
            )
        )
    quarters = [quarter for batch in told.batches for quarter in batch.quarters]
    return Answer(
        tables,
        tiles=_tiles(effect, part),
        charts=[_picture(items)] if any(each.answers for each in items) else [],
        notes=[*notes, *([] if tests_of(course) else [_no_tests()])],
        facts=[(_("Quarters told of"), _(", ").join(map(_quarter, quarters)) or "—"), *_facts()],
    )


def _sessions(asked: Asked) -> Table:
    return Table(
        "sessions",
        _("Training sessions"),
        SESSION_COLUMNS,
        session_rows(asked),
        note=_("Sessions about which enough of those who came have answered."),
        empty=_("About no session of this period enough people have answered."),
    )


def _courses(asked: Asked) -> list[Course]:
    """Those of the programme's newest version, or all that are published."""
    if asked.programme is None:
        return list(content.list_courses())
    version = find_version(asked.programme)
    if version is None:
        return []
    items = (
        select(ProgrammeItem.course_id).where(ProgrammeItem.version_id == version.id).order_by(ProgrammeItem.position)
    )
    found = (content.find_course(course_id) for course_id in db.session.scalars(items))
    return [course for course in found if course is not None]


def _row(
    name: str,
    course: Course,
    effect: Effect,
    part: Part,
    *,
    of_course: Course | None = None,
    of_department: Department | None = None,
) -> Row:
    response, reaction, gained = effect.response(part), effect.group(effect.reaction, part), effect.gained(part)
    return Row(
        name,
        response.denominator if response else None,
        response,
        reaction.count or None,
        mean(reaction),
        gained.count or None,
        gained.before_mean,
        gained.after_mean,
        gained.gain,
        "" if reaction.count and gained.count else why_missing(course, bool(reaction.count), bool(gained.count)),
        of_course,
        of_department,
    )


def _item(item: Item, effect: Effect, part: Part) -> ItemRow:
    group = effect.group(effect.item(item.key), part)
    scores: Sequence[int | None] = group.values if group.count else [None] * len(SCORES)
    return ItemRow(item.text(language()), group.count or None, mean(group), *scores)


def _gain(course: Course, effect: Effect, part: Part) -> GainRow:
    gained, shares, tests = effect.gained(part), effect.shares(part), tests_of(course)
    low, high = gained.interval or (None, None)
    titles = (tests.before.title(language()), tests.after.title(language())) if tests else ("", "")
    return GainRow(
        " → ".join(titles),
        gained.count or None,
        gained.before_mean,
        gained.after_mean,
        gained.gain,
        low,
        high,
        _percent(shares.share_of_means),
        _percent(shares.mean_share),
        gained.full_before if gained.count else None,
    )


def _departments(asked: Asked, course: Course, effect: Effect) -> Table:
    focus, children = level_below(asked.departments, asked.department)
    rows = [_row(named(each), course, effect, within([each.id]), of_department=each) for each in children]
    if focus is not None and children:
        rows.append(_row(_("%(department)s itself", department=named(focus)), course, effect, only(focus.id)))
    rows = [row for row in rows if any((row.response, row.answers, row.pairs))] or rows[:0]
    return Table(
        "departments", _("By department"), DEPARTMENT_COLUMNS, rows,
        total=_row(_("Total"), course, effect, asked_part(asked)),
        note=_("Departments with too few answers are counted in the total alone. Early answers are kept without a department."),
        empty=_("In no department enough people answered or took both tests."),
    )  # fmt: skip


def _tiles(effect: Effect, part: Part) -> list[Tile]:
    gained = effect.gained(part)
    reaction = effect.group(effect.reaction, part)
    interval = gained.interval
    beside = [(_("Confidence interval"), f"{interval[0]:.1f} – {interval[1]:.1f}")] if interval else []
    return [
        Tile("response", _("Response rate"), effect.response(part), RESPONSE),
        Tile("reaction", _("Reaction, 1 to 5"), mean(reaction), REACTION_MEANS),
        Tile("gain", _("Gain"), gained.gain, GAIN, unit=_("points of 100"), beside=beside),
    ]


def _picture(items: Sequence[ItemRow]) -> Picture:
    shown = [item for item in items if item.answers]
    best = max(shown, key=lambda item: item.mean or 0)
    worst = min(shown, key=lambda item: item.mean or 0)
    summary = _(
        "“%(best)s” found most agreement, %(high)s on average; “%(worst)s” least, %(low)s.",
        best=best.statement, high=f"{best.mean or 0:.1f}", worst=worst.statement, low=f"{worst.mean or 0:.1f}",
    )  # fmt: skip
    names = (_("1: not at all"), "2", "3", "4", _("5: fully"))
    return stacked(
        _("How the statements were scored"),
        summary,
        [Slice(name, tone) for name, tone in zip(names, TONES, strict=True)],
        [
            StackedBar(item.statement, item.scores, [str(count) for count in item.scores], text=f"{item.mean or 0:.1f}")
            for item in shown
        ],
    )


def _facts() -> list[tuple[Text, Text]]:
    return [
        (
            _("Small groups"),
            _("Figures come from five people or more. Quarters are told of once nobody can answer any longer, a month after their end."),
        )
    ]  # fmt: skip


def _no_tests() -> Text:
    return _("This course has no test before it (“role: pretest”), so nothing can be said about what was gained.")


def _quarter(first: date) -> str:
    return _("Q%(number)s %(year)s", number=(first.month + 2) // 3, year=first.year)


def _percent(ratio: float | None) -> float | None:
    return None if ratio is None else 100 * ratio


REPORT = Report(
    name="effect",
    code="R17",
    title=_l("Programme effectiveness"),
    question=_l("What did people think of it, and how much more did they know afterwards?"),
    attribution=Attribution.AT_EVENT,
    answer=answer,
    takes=(Take.PERIOD, Take.PROGRAMME, Take.COURSE, Take.DEPARTMENT),
    about_people=False,
)
