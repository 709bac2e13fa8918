"""Mails to people: put into an outbox, written when they are sent, tried again, accounted for."""
