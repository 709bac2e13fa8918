"""What a provider's token says, believed only after everything about it was checked."""

import hmac
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures made with a private key. Never `none`; nor HS256 and its like, whose key would be one that everybody has."""
LEEWAY = 60  # seconds by which clocks may differ
OLDEST = 600  # seconds since a token was made
LONGEST = 16 * 1024


class TokenRefused(Exception):
    """The token is not to be believed. The message is for the log: it never holds a part of the token."""


class KeyMissing(TokenRefused):
    """Not signed with a key that is known."""


def verify(
    id_token: object, keys: KeySet, *, issuer: str, client_id: str, nonce: str, now: int, access_token: str = ""
) -> dict[str, Any]:
    """The claims of a token: signature, issuer, audience, times, nonce and subject are right. `now`: seconds since 1970.

    Raises TokenRefused, or KeyMissing where a look for new keys may help.
    """
    if not isinstance(id_token, str) or len(id_token) > LONGEST:
        raise TokenRefused("no token")
    try:
        token = jwt.decode(id_token, keys, algorithms=ALGORITHMS)
    except (InvalidKeyIdError, BadSignatureError) as error:
        raise KeyMissing(type(error).__name__) from error
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise TokenRefused(f"signature: {type(error).__name__}") from error
    claims = CodeIDToken(
        token.claims,
        token.header,
        {
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": client_id},
            "sub": {"essential": True},
        },
        {"nonce": nonce, "client_id": client_id, "access_token": access_token},
    )
    try:
        claims.validate(now=now, leeway=LEEWAY)
    except (JoseError, ValueError, TypeError) as error:
        raise TokenRefused(f"claims: {error}") from error
    _check_more(claims, nonce=nonce, client_id=client_id, now=now)
    return dict(claims)


def _check_more(claims: dict[str, Any], *, nonce: str, client_id: str, now: int) -> None:
    """What the library leaves open: a nonce of another kind, several audiences, an old token, an odd subject."""
    given = claims.get("nonce")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), nonce.encode()):
        raise TokenRefused("nonce")
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != client_id:
        raise TokenRefused("for several, and not made for us")
    if now - claims["iat"] > OLDEST + LEEWAY:
        raise TokenRefused("made too long ago")
    subject = claims["sub"]
    if not subject or len(subject) > 255 or "\0" in subject:
        raise TokenRefused("subject")


def shows_second_factor(claims: dict[str, Any], trusted: tuple[str, ...]) -> bool:
    """Whether the provider says that it asked for a second factor, in words that OIDC_SECOND_FACTOR trusts."""
    methods = claims.get("amr")
    said = [*(methods if isinstance(methods, list) else ()), claims.get("acr")]
    return any(isinstance(word, str) and word in trusted for word in said)


def check_proved(claims: dict[str, Any], *, since: int) -> None:
    """That the person proved who they are there after a moment: not a sign-in of this morning. Raises TokenRefused."""
    proved = claims.get("auth_time")
    if not isinstance(proved, int | float) or proved < since - LEEWAY:
        raise TokenRefused("not proved anew")
