"""What the search box keeps for a few minutes: whose payments a visitor is looking at."""

from search.services.visiting import COOKIE, SECONDS, Visit, begin, end, resume


__all__ = ["COOKIE", "SECONDS", "Visit", "begin", "end", "resume"]
