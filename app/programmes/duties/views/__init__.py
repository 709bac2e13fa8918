"""Pages about duties."""

from app.programmes.duties.views import deciding, listing, single

PAGES = (listing, single, deciding)
