"""Headers of every answer: what the browser may load, keep and tell others."""

from flask import Flask, Response, g, request, session
from flask_login import current_user
from werkzeug.middleware.proxy_fix import ProxyFix

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "media-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
ALWAYS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def init_app(app: Flask) -> None:
    hops = app.config["PROXY_HOPS"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=1, x_host=1)  # type: ignore[method-assign]  # Flask's own way to wrap
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    if "Content-Security-Policy" in response.headers:  # a course's file brings its own
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
    else:
        response.headers.extend(ALWAYS)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint == "static":
        session.modified = session.accessed = False  # caches between people keep these: no cookie may ride along
        response.headers.setdefault("Cache-Control", "no-cache")
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store" if _signed_in() else "no-cache"
    if request.endpoint == "security.logout":
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _signed_in() -> bool:
    return g.get("database_is_away", False) or current_user.is_authenticated
