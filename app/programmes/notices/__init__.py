"""Notices and mails about duties."""
