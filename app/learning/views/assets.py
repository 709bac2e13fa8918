"""Pictures, sound, films and documents of a course, as its pages show and offer them."""

import posixpath
import re
from pathlib import Path

from flask import Response, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from app.access import Permission, requires
from app.content import queries as content
from app.content.assets.pictures import smaller_widths
from app.content.model import KEY_LENGTH, Asset
from app.errors import NotFound

from .blueprint import bp

ASSET_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
FOR_EVER = "private, max-age=31536000, immutable"
ASK_AGAIN = "private, no-cache"
ADDRESS = re.compile(rf"(?P<key>[0-9a-f]{{{KEY_LENGTH}}})(?:/(?P<name>[^/]+))?")
VERSION = re.compile(r"[0-9a-f]{8}")  # as addresses had it up to 0.2: questions that are kept still do


@bp.get("/courses/<course_id>/assets/<path:path>")
@requires(Permission.LEARN)
def show_asset(course_id: str, path: str) -> ResponseReturnValue:
    """A file of the course, from the catalogue's list only. Its address is made of its content: who was not shown it, as by a
    question whose answer is not given away yet, cannot guess it.

    `?w=` asks for a picture made smaller, in one of the widths it is offered in; until it is made, the picture comes itself.
    """
    found = content.find_asset(course_id, *_key_and_name(path))
    if found is None:
        raise NotFound
    name, asset = posixpath.basename(found[0]), found[1]
    if "w" not in request.args:
        return _send(asset, name)
    widths = {str(width): width for width in smaller_widths(asset)}
    width = widths.get(request.args["w"])
    if width is None:
        raise NotFound
    copy = content.find_copy(asset, width)
    return _send(asset, name, lasting=False) if copy is None else _send_copy(asset, copy, width)


def _key_and_name(path: str) -> tuple[str, str]:
    """The beginning of the hash that an address asks for, and the name if it gives one. Raises NotFound."""
    if match := ADDRESS.fullmatch(path):
        return match["key"], match["name"] or ""
    version, name = request.args.get("v", ""), posixpath.basename(path)
    if not name or not VERSION.fullmatch(version):
        raise NotFound
    return version, name


def _send(asset: Asset, name: str, *, lasting: bool = True) -> Response:
    """The file, or the part of it that was asked for, while it is the one that was listed."""
    try:
        listed = asset.path.stat().st_size == asset.size
        if asset.path.is_symlink() or asset.path.resolve() != asset.path.absolute():
            raise NotFound  # a link was put in its place since it was listed
        response = _send_file(
            asset.path, asset.media_type, asset.hash if listed else None, name if asset.download else ""
        )
    except OSError as error:
        raise NotFound from error
    return _with_headers(response, lasting=lasting and listed)


def _send_copy(asset: Asset, copy: Path, width: int) -> Response:
    try:
        response = _send_file(copy, "image/webp", f"{asset.hash}-{width}")
    except OSError as error:
        raise NotFound from error
    return _with_headers(response, lasting=True)


def _send_file(path: Path, media_type: str, etag: str | None, download_name: str = "") -> Response:
    _drop_odd_range(path.stat().st_size)
    try:
        return send_file(
            path,
            mimetype=media_type,
            etag=etag or True,
            conditional=True,
            as_attachment=bool(download_name),
            download_name=download_name or None,
            max_age=0,
        )
    except RequestedRangeNotSatisfiable:
        return Response(status=416, headers={"Content-Range": f"bytes */{path.stat().st_size}"})


def _drop_odd_range(size: int) -> None:
    """Of ranges, one in bytes is answered, and only to GET; others get the whole file, as RFC 9110 §14.2 has it."""
    wanted = request.range
    one = wanted is not None and wanted.units == "bytes" and len(wanted.ranges) == 1
    longer = wanted is not None and one and wanted.ranges[0][0] < -size
    if request.method != "GET" or not one or longer:
        request.environ.pop("HTTP_RANGE", None)


def _with_headers(response: Response, *, lasting: bool) -> Response:
    response.headers["Content-Security-Policy"] = ASSET_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = FOR_EVER if lasting and response.status_code != 416 else ASK_AGAIN
    return response
