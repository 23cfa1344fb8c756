"""Accepts of one process, grouped: many callers, one commit."""
