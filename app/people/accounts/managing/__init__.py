"""Helping others with their accounts: what an administrator does for somebody who is locked out, or whose phone is lost."""
