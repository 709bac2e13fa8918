"""Where everybody stands, worked out ahead: what reports over thousands of people add up.

Nothing here is a fact: it can be thrown away and built again at any time.
See docs/decisions/0034-where-people-stand-is-worked-out-ahead.md.
"""
