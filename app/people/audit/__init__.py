"""The record of acts: a chain that shows whether it was changed, and its search."""
