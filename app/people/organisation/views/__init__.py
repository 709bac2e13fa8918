"""Pages of the organisation: the chart, departments, positions, who works where, who stands in for whom."""

from . import absences, chart, delegations, departments, employment, hiring, positions, private, single
from .blueprint import bp

PAGES = (absences, chart, delegations, departments, employment, hiring, positions, private, single)

__all__ = ["PAGES", "bp"]
