"""QTI 1.2: bare, in packages of Canvas and others, and in Common Cartridges."""

from __future__ import annotations

from ..format import Format
from ..packages import manifest
from ..qti.old_reading import read_old

FORMAT = Format(
    "qti12",
    (".imscc", ".zip", ".xml"),
    read_old,
    claims=lambda data: b"<questestinterop" in data[:8000] or b"imsqti_xmlv1p2" in manifest(data),
    rank=55,
)
