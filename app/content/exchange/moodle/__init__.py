"""The XML of Moodle's question bank."""
