"""Which editions of courses came into service, and when: what was asked for before one came does not ask for it."""
