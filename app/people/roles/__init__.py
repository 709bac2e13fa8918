"""Who has which rights beyond learning: granted, approved, withdrawn, and on record."""
