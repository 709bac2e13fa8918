"""How values look: dates, shares, durations, in the language of the page. Registered as Jinja filters."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext
from jinja2 import pass_eval_context
from jinja2.filters import do_join
from jinja2.nodes import EvalContext

from app import clock
from app.i18n import language

NOTHING = "—"
WEEKDAYS = "一二三四五六日"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def init_app(app: Flask) -> None:
    for function in (
        rate,
        percent,
        whole_percent,
        day,
        iso_day,
        last_day,
        long_day,
        moment,
        clock_time,
        minutes,
        days_left,
        number,
        whole,
        one_decimal,
        money,
        listed,
        sentences,
    ):
        app.jinja_env.filters[function.__name__] = function


def percent(ratio: float | Decimal | None, decimals: int = 0) -> str:
    """A score: 0.756 → “75%”, cut off so that 79.6 never reads as the 80 it misses; with decimals halves up; nothing → “—”.

    Shares of people are rates.
    """
    if ratio is None:
        return NOTHING
    return f"{rounded(Decimal(str(ratio)) * 100, decimals)}%" if decimals else f"{whole_percent(ratio)}%"


def whole_percent(ratio: float | Decimal) -> int:
    """0.756 → 75."""
    return int(Decimal(str(ratio)) * 100)


def rate(numerator: int, denominator: int) -> str:
    """“75.0% (6/8)”; a denominator of 0 is “—”, never 0% or 100%."""
    if denominator == 0:
        return NOTHING
    return f"{rounded(Decimal(numerator) * 100 / denominator, 1)}% ({numerator}/{denominator})"


def rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def listed(words: Iterable[str]) -> str:
    """“甲、乙” or “a, b”."""
    return _(", ").join(words)


@pass_eval_context
def sentences(context: EvalContext, said: Iterable[str]) -> str:
    """One after the other: in English with a blank between them, in Chinese, whose full stop brings its own, without."""
    return do_join(context, [each for each in said if each], " " if language() == "en" else "")


def number(value: Decimal | float) -> str:
    """Plain digits, at most two decimals, without zeros at the end: 2.50 → “2.5”, 11.3333 → “11.33”."""
    text = f"{Decimal(str(value)).quantize(Decimal('0.01'), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def whole(value: int) -> str:
    """“1,164”."""
    return f"{value:,}"


def one_decimal(value: Decimal | float) -> str:
    """“12.5”, “1,164.0”, halves up."""
    return decimals(value, 1)


def decimals(value: Decimal | float, places: int) -> str:
    """“12.500” with three places, halves up."""
    return f"{rounded(Decimal(str(value)), places):,}"


def money(value: Decimal | float) -> str:
    """“12,300.00”."""
    return f"{rounded(Decimal(str(value)), 2):,}"


def day(value: date | datetime | None) -> str:
    """“11月22日” or “22 Nov”; with the year where it is not this year's."""
    if value is None:
        return NOTHING
    local = clock.local_date(value) if isinstance(value, datetime) else value
    this_year = local.year == clock.today().year
    if language() == "en":
        return f"{local.day} {MONTHS[local.month - 1]}" + ("" if this_year else f" {local.year}")
    return ("" if this_year else f"{local.year}年") + f"{local.month}月{local.day}日"


def iso_day(value: date | datetime | None) -> str:
    """2026-11-22, for tables and files."""
    if value is None:
        return NOTHING
    return (clock.local_date(value) if isinstance(value, datetime) else value).isoformat()


def last_day(ended_on: date) -> date:
    """The day before an end as tables keep it."""
    return ended_on - timedelta(days=1)


def long_day(value: date) -> str:
    """“11月22日 星期日” or “Sunday 22 November”."""
    if language() == "en":
        return f"{value:%A} {value.day} {value:%B}"
    return f"{day(value)} 星期{WEEKDAYS[value.weekday()]}"


def clock_time(value: datetime) -> str:
    """“10:21” in the organisation's zone."""
    return value.astimezone(clock.zone()).strftime("%H:%M")


def moment(value: datetime | None) -> str:
    return NOTHING if value is None else f"{day(value)} {clock_time(value)}"


def recent(value: datetime) -> str:
    """The time alone where it was today: “10:21”, else “21 Nov 10:21”."""
    return clock_time(value) if clock.local_date(value) == clock.today() else moment(value)


def minutes(value: int) -> str:
    if value < 60:
        return ngettext("%(num)d minute", "%(num)d minutes", value)
    hours = in_hours(value)
    return _("1 hour") if hours == "1" else _("%(hours)s hours", hours=hours)


def in_hours(value: int) -> str:
    """Minutes as hours with at most one decimal, halves up: 95 → “1.6”. Pages and certificates say the same."""
    return number(rounded(Decimal(value) / 60, 1))


def days_left(due_on: date) -> str:
    """“3 days left”, “due today”, “1 day overdue”."""
    left = (due_on - clock.today()).days
    if left == 0:
        return _("due today")
    if left < 0:
        return ngettext("%(num)d day overdue", "%(num)d days overdue", -left)
    return ngettext("%(num)d day left", "%(num)d days left", left)
