"""Passwords, second factors, passkeys, sessions, outside identities, roles."""
