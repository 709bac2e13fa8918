"""Files that pages show or offer, and smaller copies of large pictures."""
