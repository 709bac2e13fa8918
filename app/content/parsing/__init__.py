"""One file by itself: bytes to fields, Markdown, questions and complaints. Nothing here knows the other files."""
