"""Reasons that people give for what they decide: how long they are. Two characters say something in Chinese."""

LEAST_REASON, LONGEST_REASON = 2, 500


def stripped(text: str | None) -> str:
    """Without blanks at both ends; line ends as one character."""
    return (text or "").replace("\r\n", "\n").strip()
