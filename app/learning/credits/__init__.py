"""What learning is worth in hours: one row a person and credited activity, never changed, corrected by further rows."""
