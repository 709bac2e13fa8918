"""A provider on this machine that says what a test wants: true unless told otherwise."""

import base64
import json
import threading
import time
from collections.abc import Callable
from typing import Any, Self

from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from werkzeug import Request, Response
from werkzeug.serving import make_server

MINE = RSAKey.generate_key(2048, {"kid": "mine", "use": "sig"})
FOREIGN = RSAKey.generate_key(2048, {"kid": "mine", "use": "sig"})
UNKNOWN = RSAKey.generate_key(2048, {"kid": "unknown", "use": "sig"})
CURVE = ECKey.generate_key("P-256", {"kid": "curve", "use": "sig"})


class Liar:
    """`claims` are put over the true ones, None takes one away; `sign` makes the token; `discovery` is put over what is
    published; `answers` replaces whole answers by path."""

    def __init__(self) -> None:
        self.server = make_server("127.0.0.1", 0, self.wsgi, threaded=True)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.keys = KeySet([MINE, CURVE])
        self.claims: dict[str, Any] = {}
        self.nonce = ""
        self.sign: Callable[[dict[str, Any]], str] = signed
        self.discovery: dict[str, Any] = {}
        self.answers: dict[str, Callable[[], Response]] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.running = threading.Thread(target=self.server.serve_forever, args=(0.02,))

    def __enter__(self) -> Self:
        self.running.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        if self.running.is_alive():
            self.server.shutdown()
            self.running.join()
            self.server.server_close()

    def wsgi(self, environ: dict[str, Any], start_response: Any) -> Any:
        return self.answer(Request(environ))(environ, start_response)

    def answer(self, request: Request) -> Response:
        self.requests.append((request.path, request.form.to_dict()))
        if request.path in self.answers:
            return self.answers[request.path]()
        if request.path == "/.well-known/openid-configuration":
            return as_json({**self._published(), **self.discovery})
        if request.path == "/jwks":
            return as_json(self.keys.as_dict(private=False))
        if request.path == "/token":
            return as_json({"access_token": "at", "token_type": "Bearer", "id_token": self.sign(self._claims())})
        return Response(status=404)

    def _published(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
        }

    def _claims(self) -> dict[str, Any]:
        now = int(time.time())
        true = {
            "iss": self.issuer,
            "sub": "8f14e45f",
            "aud": "tradewind",
            "exp": now + 300,
            "iat": now,
            "nonce": self.nonce,
            "preferred_username": "T0001",
        }
        return {key: value for key, value in {**true, **self.claims}.items() if value is not None}


def as_json(answer: object) -> Response:
    return Response(json.dumps(answer), mimetype="application/json")


def signed(claims: dict[str, Any], key: Any = MINE, alg: str = "RS256") -> str:
    return jwt.encode({"alg": alg, "kid": key.kid}, claims, key, algorithms=[alg])


def unsigned(claims: dict[str, Any]) -> str:
    return ".".join([_part({"alg": "none", "kid": "mine"}), _part(claims), ""])


def signed_with_the_public_key(claims: dict[str, Any]) -> str:
    """HS256, its secret being what everybody may read at /jwks."""
    secret = OctKey.import_key(base64.urlsafe_b64encode(MINE.as_pem(private=False)))
    return jws.serialize_compact({"alg": "HS256", "kid": "mine"}, json.dumps(claims).encode(), secret, ["HS256"])


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
