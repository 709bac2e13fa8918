"""Rules that assign programmes: whom they mean, by when, preview, apply."""
