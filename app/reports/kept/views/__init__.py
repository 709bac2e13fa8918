"""Pages about what is kept of reports. Importing it registers them all."""

from . import saved_pages, schedule_pages, snapshot_pages
from .blueprint import bp

__all__ = ["bp", "saved_pages", "schedule_pages", "snapshot_pages"]
