"""Programmes and their versions."""
