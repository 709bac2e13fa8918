"""Where a request comes from, for whoever keeps a record of acts and knows no request."""

from flask import has_request_context, request

LONGEST_AGENT = 200  # characters


def address() -> str:
    """The network address that the present request comes from; empty outside one."""
    return (request.remote_addr or "") if has_request_context() else ""


def agent() -> str:
    """What the browser of the present request calls itself; empty outside one."""
    return request.user_agent.string[:LONGEST_AGENT] if has_request_context() else ""
