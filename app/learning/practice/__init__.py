"""Practice inside lessons: further sets of numbers, hints that cost."""
