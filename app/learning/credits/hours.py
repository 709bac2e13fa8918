"""What a course is worth in 学时, credited hours of 45 minutes. Pure."""

from decimal import Decimal

from app.content.model import Course

from .kinds import Subject

A_CREDITED_HOUR = 45
"""Minutes of a 学时; clock hours are credited hours × 45/60."""


def hours_of_minutes(minutes: int) -> Decimal:
    """In steps of half an hour, half a step upwards."""
    return Decimal((4 * minutes + A_CREDITED_HOUR) // (2 * A_CREDITED_HOUR)) / 2


def hours_of(course: Course) -> Decimal:
    """What the course says, or else what its required lessons take."""
    return hours_of_minutes(course.minutes) if course.credit_hours is None else course.credit_hours


def subject_of(course: Course) -> str:
    return course.subject or Subject.PROFESSIONAL
