"""Pages about programmes and their versions."""

from app.programmes.definitions.views import moving, programmes, versions

PAGES = (programmes, versions, moving)
