"""What of a review is gone through, as the address says."""

from dataclasses import asdict, dataclass

from flask import request, url_for

from app.content import languages
from app.content import queries as content
from app.i18n import language

from ..spaced.queries import Review
from ..spaced.session import Item, chosen, following, share_of_today

LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Choice:
    """One course, one competency, beyond today's minutes, after a card that was skipped. Empty, or 0: not chosen."""

    course: str = ""
    competency: str = ""
    more: int = 0
    after: int = 0

    def address(self, endpoint: str, **changed: object) -> str:
        given = {**asdict(self), **changed}
        return url_for(endpoint, **{name: value for name, value in given.items() if value})

    def due(self, review: Review) -> list[Item]:
        """What is due, in order, those that were skipped too."""
        return chosen(review.due, self.course, self.competency)

    def left(self, review: Review) -> list[Item]:
        """What is asked next, in order: as much as fits into the minutes of the day, or all of it."""
        items = following(self.due(review), self.after)
        return items if self.more else share_of_today(items, review.setting.minutes, review.done.seconds)

    @property
    def title(self) -> str:
        """The course and the competency in words; empty when neither is chosen."""
        course = content.find_course(self.course) if self.course else None
        titles = {
            key: each.title
            for one in ([course] if course else content.list_courses())
            for key, each in one.competencies.items()
        }
        competency = languages.text(titles.get(self.competency, {}), language()) or self.competency
        return " · ".join(part for part in (course.title_in(language()) if course else self.course, competency) if part)


def read_choice() -> Choice:
    given = request.args
    after = given.get("after", "")
    return Choice(
        given.get("course", "")[:LONGEST_ID],
        given.get("competency", "")[:LONGEST_ID],
        int(given.get("more") == "1"),
        int(after) if after.isascii() and after.isdigit() and len(after) < 11 else 0,
    )
