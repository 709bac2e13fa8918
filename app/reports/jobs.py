"""Keeping what reports add up close to what is true."""

from app import jobs

from .figures.exam_lines import refresh_exam_lines
from .figures.lines import refresh_lines
from .figures.per_head import refresh_hour_lines


@jobs.every_minute
def write_lines() -> None:
    """Until then whoever was changed is worked out for every page: right, but slower. After midnight it writes everybody's."""
    refresh_lines()
    refresh_exam_lines()
    refresh_hour_lines()
