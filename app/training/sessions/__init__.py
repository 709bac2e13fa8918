"""Sessions: when and where an item takes place, and who is expected."""
