"""Pages about programmes and their versions."""

from app.programmes.definitions.views import programmes, versions

PAGES = (programmes, versions)
