"""Where a request comes from, for whoever keeps a record of acts and knows no request."""

from flask import has_request_context, request


def address() -> str:
    """The network address that the present request comes from; empty outside one."""
    return (request.remote_addr or "") if has_request_context() else ""
