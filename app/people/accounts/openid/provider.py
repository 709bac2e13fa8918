"""The provider: what it says about itself, its keys, and the exchange of a code for a token that says who somebody is."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any, Self

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests.exceptions import RequestException

from config import Settings

from .transport import ProviderDown, careful, fetch, is_safe

KEPT = 3600.0  # seconds for which what was read is believed
PAUSE = 15.0  # seconds after a failure in which nobody is asked to wait for the next one
KEYS_AGAIN = 60.0  # seconds between two looks for a key that is new
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class CodeRefused(Exception):
    """The provider gives nothing for this code: used already, run out, or not its own."""


@dataclass
class Provider:
    """One provider as this process knows it. Everything may be called from several threads."""

    issuer: str
    client_id: str
    client_secret: str
    ca_file: str | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _metadata: dict[str, Any] = field(default_factory=dict)
    _metadata_at: float = 0.0
    _keys: KeySet | None = None
    _keys_at: float = 0.0
    _failed_at: float = float("-inf")

    @classmethod
    def of(cls, settings: Settings) -> Self:
        ca_file = str(settings.oidc_ca_file) if settings.oidc_ca_file else None
        return cls(
            settings.oidc_issuer or "", settings.oidc_client_id or "", settings.oidc_client_secret or "", ca_file
        )

    def metadata(self) -> dict[str, Any]:
        """What the provider publishes about itself, checked. Raises ProviderDown."""
        with self._lock:
            if self._metadata and time.monotonic() - self._metadata_at < KEPT:
                return self._metadata
            if time.monotonic() - self._failed_at < PAUSE:
                raise ProviderDown("failed a moment ago")
            try:
                found = fetch(f"{self.issuer}/.well-known/openid-configuration", self.ca_file)
                self._check(found)
            except ProviderDown:
                self._failed_at = time.monotonic()
                raise
            self._metadata, self._metadata_at = found, time.monotonic()
            return found

    def _check(self, found: dict[str, Any]) -> None:
        if str(found.get("issuer", "")).rstrip("/") != self.issuer:
            raise ProviderDown("calls itself otherwise than OIDC_ISSUER does")
        unsafe = [name for name in ENDPOINTS if not is_safe(found.get(name), like=self.issuer)]
        if unsafe:
            raise ProviderDown(f"no safe address: {', '.join(unsafe)}")

    def keys(self, *, again: bool = False) -> KeySet:
        """The keys it signs with. `again`: one is missing, look for new ones, once a minute. Raises ProviderDown."""
        address = self.metadata()["jwks_uri"]
        with self._lock:
            age = time.monotonic() - self._keys_at
            if self._keys is not None and age < (KEYS_AGAIN if again else KEPT):
                return self._keys
            try:
                self._keys = KeySet.import_key_set(fetch(address, self.ca_file))  # type: ignore[arg-type]  # checked inside
            except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
                raise ProviderDown(f"keys: {type(error).__name__}") from error
            self._keys_at = time.monotonic()
            return self._keys

    def issuer_as_named(self) -> str:
        """With the last slash where the provider writes one: tokens say it the same way."""
        return str(self.metadata()["issuer"])

    def address_for(self, *, back: str, state: str, nonce: str, verifier: str, again: bool) -> str:
        """Where the browser goes to sign in. `again`: even who is signed in there proves it anew. Raises ProviderDown."""
        more = {"prompt": "login", "max_age": "0"} if again else {}
        with self._session(back) as session:
            address, _state = session.create_authorization_url(
                self.metadata()["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier, **more
            )
        return str(address)

    def exchange(self, code: str, *, back: str, verifier: str) -> dict[str, Any]:
        """The tokens for a code. Raises CodeRefused or ProviderDown."""
        endpoint = self.metadata()["token_endpoint"]
        with self._session(back) as session:
            try:
                answer = session.fetch_token(
                    endpoint, code=code, code_verifier=verifier, grant_type="authorization_code"
                )
            except AuthlibBaseError as error:
                raise CodeRefused(error.error) from error
            except (RequestException, ValueError) as error:
                raise ProviderDown(type(error).__name__) from error
        return dict(answer)

    def _session(self, back: str) -> OAuth2Session:
        offered = self.metadata().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        method = "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"
        session = OAuth2Session(
            self.client_id,
            self.client_secret,
            token_endpoint_auth_method=method,
            scope="openid profile email",
            redirect_uri=back,
            code_challenge_method="S256",
        )
        careful(session, self.ca_file)
        return session
