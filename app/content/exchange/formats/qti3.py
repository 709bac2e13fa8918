"""QTI 3, for programs that read nothing older."""

from __future__ import annotations

from ..format import Format
from ..qti.writing import write_version_3

FORMAT = Format("qti3", (".zip",), None, write_version_3, rank=61)
