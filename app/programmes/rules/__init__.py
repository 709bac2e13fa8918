"""Rules: who has to take a programme, and by when."""
