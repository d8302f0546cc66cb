"""What a service that writes SQL is given."""

from django.db.backends.utils import CursorWrapper


Cursor = CursorWrapper
