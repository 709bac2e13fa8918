"""The one place that holds the catalogue in service, and swaps it for the next."""

from __future__ import annotations

from .model import Catalogue


class Publisher:
    """Builds catalogues and holds the newest; `app.extensions["content"]`. Safe to use from many threads."""

    @property
    def catalogue(self) -> Catalogue:
        raise NotImplementedError
