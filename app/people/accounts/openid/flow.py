"""The way to the provider and back, as the browser's session remembers it: each way out leads back once, for ten minutes."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app, session

from app import limits

from . import tokens
from .provider import Provider

OPEN_FOR = timedelta(minutes=10)
MOST_OPEN = 3  # tabs that may be on their way at the same time
BACK = "/sign-in/openid/back"


@dataclass(frozen=True, slots=True)
class Begun:
    """A way out. `again`: by somebody who is signed in, to prove it anew. `link_for`: the person to link with what is found
    there; 0: nobody."""

    state: str
    nonce: str
    verifier: str
    at: datetime
    next: str
    again: bool
    link_for: int = 0


def back() -> str:
    """Where the provider sends the browser: registered there, so never from what a request says."""
    return f"{current_app.config['PUBLIC_URL']}{BACK}"


def begin(provider: Provider, *, next: str, again: bool, now: datetime, link_for: int = 0) -> str:
    """The address to go to. Raises ProviderDown."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _each in range(3))
    address = provider.address_for(back=back(), state=state, nonce=nonce, verifier=verifier, again=again)
    ways = {key: kept for key, kept in session.get("openid", {}).items() if _is_open(kept[2], now)}
    ways = dict(list(ways.items())[-(MOST_OPEN - 1) :])
    session["openid"] = {**ways, state: [nonce, verifier, int(now.timestamp()), next, again, link_for]}
    return address


def take(state: str, *, now: datetime) -> Begun | None:
    """The way out that this is the return of; it is forgotten here. None: begun elsewhere, too long ago, or back already."""
    ways = dict(session.get("openid", {}))
    kept = ways.pop(state, None)
    session["openid"] = ways
    if kept is None or not _is_open(kept[2], now):
        return None
    nonce, verifier, at, next, again, *link_for = kept  # without the last: begun under an earlier release
    return Begun(state, nonce, verifier, datetime.fromtimestamp(at, UTC), next, bool(again), *link_for)


def use_up(begun: Begun) -> bool:
    """Whether this is the first return; an old cookie brings the way back, not the right to go it twice. Inside `writing()`."""
    window = timedelta(days=1)
    if limits.wait_seconds("openid state", begun.state, limit=1, window=window, now=begun.at):
        return False
    limits.count("openid state", begun.state, window=window, now=begun.at)
    return True


def claims_for(provider: Provider, code: str, begun: Begun, *, now: datetime) -> dict[str, Any]:
    """Who it is, as the provider says. Raises ProviderDown, CodeRefused, or TokenRefused."""
    answer = provider.exchange(code, back=back(), verifier=begun.verifier)
    try:
        return _verified(provider, answer, begun, now=now, again=False)
    except tokens.KeyMissing:
        return _verified(provider, answer, begun, now=now, again=True)


def _verified(
    provider: Provider, answer: dict[str, Any], begun: Begun, *, now: datetime, again: bool
) -> dict[str, Any]:
    claims = tokens.verify(
        answer.get("id_token"),
        provider.keys(again=again),
        issuer=provider.issuer_as_named(),
        client_id=provider.client_id,
        nonce=begun.nonce,
        now=int(now.timestamp()),
        access_token=str(answer.get("access_token", "")),
    )
    if begun.again:
        tokens.check_proved(claims, since=int(begun.at.timestamp()))
    return claims


def _is_open(at: int, now: datetime) -> bool:
    return 0 <= now.timestamp() - at + 1 <= OPEN_FOR.total_seconds()
