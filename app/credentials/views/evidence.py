"""A scan, for its holder and for who manages credentials: always a download, never a page of ours."""

from flask import Response
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, requires, scope_of
from app.errors import NotFound
from app.people.privacy import access

from .. import queries
from ..evidence import store
from ..evidence.checking import MEDIA_TYPES
from .blueprint import ID, bp

POLICY = "default-src 'none'; sandbox"


@bp.get(f"/credentials/evidence/<{ID}:evidence_id>")
@requires(Permission.LEARN)
def download_evidence(evidence_id: int) -> Response:
    """Whoever opens somebody else's is noted, and that person can read it. Raises NotFound for everybody else."""
    found, user_id = queries.get_evidence(
        evidence_id, reader_id=current_user.id, scope=scope_of(Permission.MANAGE_CREDENTIAL), on=clock.today()
    )
    content = store.read(found.digest)
    if content is None:
        raise NotFound(_("The file is not there any more, or was changed by somebody. Tell your administrator."))
    access.note(user_id, "credential-evidence", reader_id=current_user.id)
    response = Response(content, mimetype=MEDIA_TYPES[found.kind])
    response.headers["Content-Disposition"] = f'attachment; filename="evidence-{found.id}.{found.kind}"'
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response
