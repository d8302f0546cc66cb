"""Signing in and out, one's own access, and the changes of staff."""
