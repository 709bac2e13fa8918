"""From when until when a credential from outside is valid: as its paper says, else by the terms of its kind. Pure."""

from datetime import date

from flask_babel import gettext as _

from app.errors import Invalid
from app.learning.credentials import A_DAY, Anchor, Period, Policy, next_period

Range = tuple[date, date | None]


def term(
    certified_on: date, first: date | None, last: date | None, *, policy: Policy, previous: Period | None
) -> Range:
    """`[valid_from, valid_until)`; None: for ever. `previous`: the newest term that counts.

    The days on the paper win: the issuer decides. Without a last day the rules of renewal say it. Raises Invalid where it
    is too early to renew: the paper refreshes what is known, and nothing is renewed.
    """
    if last is not None:
        return first or certified_on, last + A_DAY
    found = next_period(previous if previous and previous.valid_from <= certified_on else None, certified_on, policy)
    if found is None:
        raise Invalid(too_early(previous, policy))
    if first is None or first == found.valid_from:
        return found.valid_from, found.valid_until
    alone = next_period(None, first, policy)
    return first, alone.valid_until if alone else None


def too_early(previous: Period | None, policy: Policy) -> str:
    if previous is None or previous.valid_until is None:
        return _("There is one already that holds for ever. If the paper says otherwise, type its last valid day.")
    return _(
        "There is one already, and it can be renewed from %(day)s on. Earlier this is a refresher and renews nothing. "
        "If the paper says otherwise, type its last valid day.",
        day=policy.opens_on(previous.valid_until).isoformat(),
    )


def ends_by_rule(policy: Policy) -> bool:
    """Whether a last day follows from the terms when none is typed."""
    return policy.valid_months is not None or policy.anchor is Anchor.FIXED_DAY
