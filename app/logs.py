"""Structured logs: one JSON line a request, with an id and without personal data."""

import logging
import re
import secrets
import sys
import time

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger()
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def init_app(app: Flask) -> None:
    level = logging.getLevelNamesMapping().get(app.config["LOG_LEVEL"], logging.INFO)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    app.before_request(begin)
    app.after_request(end)


def begin() -> None:
    """Give the request an id: the proxy's, if it looks like one, else our own."""
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def end(response: Response) -> Response:
    """Log method, route and outcome. The route, not the address: addresses hold ids and search words."""
    response.headers["X-Request-ID"] = g.request_id
    if request.endpoint not in {"static", "health.show_health"}:
        elapsed = round((time.perf_counter() - g.started) * 1000, 1)
        route = str(request.url_rule) if request.url_rule else "unknown"
        log.info("request", method=request.method, route=route, status=response.status_code, ms=elapsed)
    return response
