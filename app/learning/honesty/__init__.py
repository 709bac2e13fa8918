"""Time spent, counted honestly; and what looks implausible, for a person to look at."""
