"""How long a password may be; Django has a validator for the other end only."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class MaximumLengthValidator:
    def __init__(self, max_length: int = 128) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError for a password of more than so many characters."""
        if len(password) > self.max_length:
            raise ValidationError(
                _("This password is too long. It has %(most)d characters at most.")
                % {"most": self.max_length},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return _("Your password has %(most)d characters at most.") % {"most": self.max_length}
