"""Pictures, sound, films and documents of a course, as its pages show and offer them."""

from flask import Response, request, send_file
from flask.typing import ResponseReturnValue

from app.access import Permission, requires
from app.content import queries as content
from app.errors import NotFound

from .blueprint import bp

ASSET_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@bp.get("/courses/<course_id>/assets/<path:path>")
@requires(Permission.LEARN)
def show_asset(course_id: str, path: str) -> ResponseReturnValue:
    """A file of the course, from the catalogue's list only. Its address changes with its content."""
    asset = content.find_asset(course_id, path)
    if asset is None:
        raise NotFound
    try:
        response: Response = send_file(
            asset.path,
            mimetype=asset.media_type,
            etag=asset.hash,
            conditional=True,
            as_attachment=asset.download,
            max_age=0,
        )
    except FileNotFoundError as error:
        raise NotFound from error
    response.headers["Content-Security-Policy"] = ASSET_POLICY
    fresh = request.args.get("v") == asset.hash[:8]
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable" if fresh else "private, no-cache"
    return response
