"""Asking the provider's machine: short, small, straight. No redirect is followed, no proxy or password of the environment used."""

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError

LONGEST_WAIT = 5.0  # seconds for a whole answer
LARGEST = 256 * 1024  # bytes of an answer
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class ProviderDown(Exception):
    """The provider does not answer, or not with what it should. The message is for the log."""


class Careful(HTTPAdapter):
    """Takes an answer whole, if it is small, comes in time and leads nowhere else."""

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        until = time.monotonic() + LONGEST_WAIT
        response = super().send(request, stream=True, timeout=LONGEST_WAIT, verify=verify, cert=cert)
        try:
            if 300 <= response.status_code < 400:
                raise ProviderDown(f"leads elsewhere: {response.status_code}")
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise ProviderDown("packed, though asked for plain")
            response._content = _body(response, until)  # what `content` reads, as the library sets it itself
        except HTTPError as error:
            raise ProviderDown(type(error).__name__) from error
        finally:
            response.close()
        return response


def _body(response: Response, until: float) -> bytes:
    body = b""
    for chunk in response.raw.stream(16384, decode_content=False):
        body += chunk
        if len(body) > LARGEST:
            raise ProviderDown("too large")
        if time.monotonic() > until:
            raise ProviderDown("too slow")
    return body


def careful(session: Session, ca_file: str | None) -> Session:
    """The session, made to ask with care."""
    session.trust_env = False
    session.verify = ca_file or True
    session.headers["Accept-Encoding"] = "identity"
    session.mount("https://", Careful())
    session.mount("http://", Careful())
    return session


def fetch(address: str, ca_file: str | None) -> dict[str, Any]:
    """The JSON object at an address. Raises ProviderDown."""
    with careful(Session(), ca_file) as session:
        try:
            response = session.get(address, allow_redirects=False)
            answer = response.json()
        except (RequestException, ValueError) as error:
            raise ProviderDown(type(error).__name__) from error
    if response.status_code != 200 or not isinstance(answer, dict):
        raise ProviderDown(f"status {response.status_code}, {type(answer).__name__}")
    return answer


def is_safe(address: object, *, like: str) -> bool:
    """Whether an address that the provider names may be asked: https, or this machine where the provider is on it."""
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    if parts.username or parts.password or not parts.hostname:
        return False
    on_this_machine = urlsplit(like).hostname in LOOPBACK
    return parts.scheme == "https" or (parts.scheme == "http" and on_this_machine and parts.hostname in LOOPBACK)
