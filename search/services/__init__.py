"""What the search box keeps: the keys of everything, and for minutes whom a visitor has found."""

from search.services.indexing import rebuild_keys
from search.services.passages import rebuild_passages
from search.services.visiting import COOKIE, SECONDS, Visit, begin, end, resume


__all__ = [
    "COOKIE",
    "SECONDS",
    "Visit",
    "begin",
    "end",
    "rebuild_keys",
    "rebuild_passages",
    "resume",
]
