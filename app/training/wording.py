"""Words for what tables keep about training, in the reader's language."""

from flask_babel import gettext as _

from .kinds import Category, ItemStatus, Presence, SessionState


def category_name(category: str) -> str:
    names: dict[str, str] = {
        Category.ONBOARDING: _("Onboarding"),
        Category.POST: _("Skills of the post"),
        Category.MANAGEMENT: _("Management skills"),
        Category.COMPLIANCE: _("Compliance and safety"),
        Category.CERTIFICATION: _("Towards a credential"),
        Category.THEORY: _("Party and theory"),
        Category.THEMATIC: _("Thematic study"),
        Category.OTHER: _("Other"),
    }
    return names.get(category, category)


def item_status_name(status: str) -> str:
    names: dict[str, str] = {
        ItemStatus.PLANNED: _("planned"),
        ItemStatus.HELD: _("held"),
        ItemStatus.POSTPONED: _("postponed"),
        ItemStatus.CANCELLED: _("cancelled"),
    }
    return names.get(status, status)


def session_state_name(state: str) -> str:
    names: dict[str, str] = {
        SessionState.PLANNED: _("planned"),
        SessionState.HELD: _("held"),
        SessionState.CANCELLED: _("cancelled"),
    }
    return names.get(state, state)


def presence_name(status: str) -> str:
    names: dict[str, str] = {
        Presence.PRESENT: _("present"),
        Presence.LATE: _("came late"),
        Presence.ABSENT: _("absent"),
        Presence.EXCUSED: _("excused"),
        Presence.VOID: _("struck out"),
    }
    return names.get(status, status)


STATUS_TAGS = {
    ItemStatus.PLANNED: "info",
    ItemStatus.HELD: "ok",
    ItemStatus.POSTPONED: "warn",
    ItemStatus.CANCELLED: "bad",
}
PRESENCE_TAGS = {Presence.PRESENT: "ok", Presence.LATE: "warn", Presence.ABSENT: "bad", Presence.EXCUSED: "info"}


def yuan(fen: int | None) -> str:
    """“12,300.00”, without the cents where there are none; nothing → “—”."""
    if fen is None:
        return "—"
    whole, cents = divmod(fen, 100)
    return f"{whole:,}" + (f".{cents:02d}" if cents else "")
