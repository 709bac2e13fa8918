"""Certificates: issued on completion, checked by anyone who has the code, revoked or replaced, never changed."""
