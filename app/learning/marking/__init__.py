"""Open answers: the queue of those that wait, reading them, giving points."""
