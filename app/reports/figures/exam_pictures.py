"""Pictures of exam results."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import CTE, func, select

from app.charts import Bar, Bin, Chart, Line, bars, histogram, lines
from app.charts.measures import percent
from app.db import db
from app.filters import rate
from app.i18n import language
from app.reports.frame.asking import Asked

from .exam_people import MORE
from .exams import Results
from .scores import BINS, Form
from .sittings import Exam, Span, sitters

FORMS_DRAWN = 3


def by_exam(asked: Asked, counted: Sequence[tuple[Exam, Results]]) -> Chart:
    """The pass rate of each exam that somebody sat."""
    shown = sorted(counted, key=lambda pair: pair[1].pass_rate.ratio or 0)
    lowest, counts = shown[0]
    summary = _(
        "The lowest pass rate is that of “%(exam)s”: %(rate)s",
        exam=lowest.quiz.title(language()),
        rate=rate(counts.passed, counts.sat),
    )
    return bars(
        _("Pass rates"),
        summary,
        [
            Bar(
                exam.quiz.title(language()),
                each.passed * 100 / each.sat,
                rate(each.passed, each.sat),
                asked.url(course=exam.course, exam=exam.quiz.id),
            )
            for exam, each in shown
        ],
        unit="%",
        headings=(_("Exam"), _("Pass rate")),
    )


def of_attempts(asked: Asked, among: CTE, exam: Exam, span: Span, total: Results) -> list[Chart]:
    """At which attempt people passed. One statement."""
    if not total.sat:
        return []
    sitter = sitters(among, [exam], span).c
    statement = select(sitter.passed_place, func.count()).where(sitter.passed == 1).group_by(sitter.passed_place)
    passed = dict.fromkeys(range(1, MORE + 1), 0)
    for place, count in db.session.execute(statement):
        passed[min(place, MORE)] += count
    names = {
        1: _("At the first attempt"),
        2: _("At the second attempt"),
        3: _("At the third attempt"),
        4: _("At the fourth or a later one"),
    }
    found = [Bar(names[place], count, str(count), asked.url(tries=str(place))) for place, count in passed.items()]
    left = total.sat - total.passed
    found.append(Bar(_("Not passed yet"), left, str(left), asked.url(result="not_passed"), mark="quiet"))
    summary = _("%(passed)s of %(sat)s who sat have passed", passed=total.passed, sat=total.sat)
    return [bars(_("Attempts to pass"), summary, found, headings=(_("Passed"), _("Number of people")))]


def of_scores(asked: Asked, forms: Sequence[Form]) -> list[Chart]:
    """How first scores are spread at each of the latest forms, and how first and best attempts differ at the latest."""
    found = [_spread(asked, form, leads_on=len(forms) == 1) for form in forms[:FORMS_DRAWN]]
    return [*found, *([_first_and_best(forms[0])] if forms and forms[0].again else [])]


def _spread(asked: Asked, form: Form, *, leads_on: bool) -> Chart:
    """Bars lead to their people where one form was sat alone: the list knows no form."""
    step = 100 // BINS
    counts = form.bins()
    reached = sum(score >= form.pass_ratio - 1e-9 for score in form.firsts)
    cut = percent(form.pass_ratio, 0)
    summary = _(
        "%(reached)s of %(all)s first attempts reached the pass mark of %(cut)s",
        reached=reached,
        all=len(form.firsts),
        cut=cut,
    )
    bins = [
        Bin(band * step, (band + 1) * step, count, asked.url(band=str(band)) if leads_on and count else None)
        for band, count in enumerate(counts)
    ]
    return histogram(
        _("First scores, in percent"),
        summary,
        bins,
        cut=form.pass_ratio * 100,
        cut_label=_("Pass mark %(cut)s", cut=cut),
        headings=(_("Score, %"), _("Number of people")),
    )


def _first_and_best(form: Form) -> Chart:
    first, best = zip(*form.again, strict=True)
    means = [sum(first) / len(first), sum(best) / len(best)]
    everybody = [sum(form.firsts) / len(form.firsts), sum(form.finals) / len(form.finals)]
    summary = _(
        "%(count)s people sat again: their mean rose from %(first)s to %(best)s",
        count=len(form.again),
        first=percent(means[0]),
        best=percent(means[1]),
    )
    return lines(
        _("First and best attempts"),
        summary,
        [_("First attempt"), _("Best attempt")],
        [Line(_("Sat again"), means), Line(_("All who sat"), everybody, dashed=True)],
        percent=True,
        headings=(_("Mean score"), _("Sat again"), _("All who sat")),
    )
