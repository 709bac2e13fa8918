"""Pictures of the report on credentials: positions by credentials, what ends month by month, how many would stay valid."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from flask_babel import gettext as _

from app.charts import Bar, Chart, HeatCell, Line, bars, heat, lines
from app.credentials.policies import Kind
from app.credentials.words import State
from app.filters import rate
from app.people.models import Position
from app.reports.frame.asking import Asked

from .credentials import Held
from .labels import named
from .rates import Rate

A_DAY = timedelta(days=1)


def matrix(asked: Asked, kinds: Sequence[Kind], posts: Mapping[int | None, Position], held: Sequence[Held]) -> Chart:
    """Of each position and credential that it asks for, the share that is valid; a cell leads to its people."""
    needed: Counter[tuple[int | None, int]] = Counter()
    valid: Counter[tuple[int | None, int]] = Counter()
    for each in held:
        needed[each.position_id, each.type_id] += each.count
        valid[each.position_id, each.type_id] += each.count if each.state is State.VALID else 0
    across = [kind for kind in kinds if any(kind.id == type_id for _place, type_id in needed)]
    down = sorted((posts[place] for place in {place for place, _kind in needed} if place in posts), key=named)
    rates = {
        (post.id, kind.id): Rate(valid[post.id, kind.id], needed[post.id, kind.id]) for post in down for kind in across
    }
    measured = [each for each in rates.values() if each.denominator]
    lowest = min(measured, key=lambda each: (each.numerator / each.denominator, -each.denominator), default=None)
    return heat(
        _("Positions and credentials"),
        _("Nobody's post asks for a credential here.")
        if lowest is None
        else _(
            "Share of valid credentials by position; the lowest is %(rate)s.",
            rate=rate(lowest.numerator, lowest.denominator),
        ),
        [named(post) for post in down],
        [kind.full_name for kind in across],
        [[_cell(asked, post, kind, rates[post.id, kind.id]) for kind in across] for post in down],
        corner=_("Position"),
    )


def _cell(asked: Asked, post: Position, kind: Kind, share: Rate) -> HeatCell:
    if not share.denominator:
        return HeatCell(None, "—")
    href = asked.url(post=post.code, credential=kind.code)
    return HeatCell(share.ratio, f"{share.numerator}/{share.denominator}", href)


def calendar(asked: Asked, held: Sequence[Held], days: Sequence[date], months: Sequence[date]) -> Chart:
    """How many valid credentials end in each month, no renewal being there; a bar leads to its people."""
    counts = ending(held, days, months)
    most = max(range(len(months)), key=lambda at: counts[at], default=0)
    found = [
        Bar(_month(month), count, str(count), asked.url(ends=_month(month)) if count else None)
        for month, count in zip(months, counts, strict=True)
    ]
    return bars(
        _("What ends month by month"),
        _("Most end in %(month)s: %(number)s.", month=_month(months[most]), number=counts[most])
        if counts[most]
        else _("Nothing ends within the next twelve months."),
        found,
        headings=(_("Month"), _("Credentials that end")),
    )


def forecast(_asked: Asked, held: Sequence[Held], days: Sequence[date], months: Sequence[date]) -> Chart:
    """Valid credentials at the end of each month: if nobody renews, and if everybody does, those in grace too."""
    valid = sum(each.count for each in held if each.state is State.VALID)
    in_grace = sum(each.count for each in held if each.state is State.IN_GRACE)
    nobody, left = [], valid
    for count in ending(held, days, months):
        left -= count
        nobody.append(float(left))
    return lines(
        _("Valid credentials in the months to come"),
        _(
            "Of %(now)s credentials valid today, %(left)s are left in twelve months if nobody renews. If everybody does, there are "
            "%(all)s: the %(grace)s in grace, which are not valid today, become valid again.",
            now=valid,
            left=left,
            grace=in_grace,
            all=valid + in_grace,
        ),
        [_month(month) for month in months],
        [
            Line(_("Everybody renews, grace included"), [float(valid + in_grace)] * len(months)),
            Line(_("Nobody renews"), nobody, dashed=True),
        ],
        headings=(_("End of month"), _("Everybody renews, grace included"), _("Nobody renews")),
    )


def ending(held: Sequence[Held], days: Sequence[date], months: Sequence[date]) -> list[int]:
    """How many valid ones have their last valid day in each month. `months`: the first day of the month after each."""
    found = [0] * len(months)
    for each in held:
        if each.ends is not None:
            at = next((place for place, month in enumerate(months) if days[each.ends] <= month), None)
            if at is not None:
                found[at] += each.count
    return found


def _month(first_after: date) -> str:
    return f"{first_after - A_DAY:%Y-%m}"
