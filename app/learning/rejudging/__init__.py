"""After a question changed materially: what becomes of the answers given to its earlier version."""
