"""Model fields for words that people write, sealed numbers and money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.personal_numbers import certain_numbers
from core.redaction import kept_words


# A mixin of a field is a field to the type checker, and none to Django.
if TYPE_CHECKING:
    _Field = models.Field[str, str]
    _CharField = models.CharField[str, str]
    _TextField = models.TextField[str, str]
    _SlugField = models.SlugField[str, str]
    _BinaryField = models.BinaryField[Any, Any]
    _DecimalField = models.DecimalField[Any, Any]
else:
    _Field = object
    _CharField, _TextField, _SlugField = models.CharField, models.TextField, models.SlugField
    _BinaryField, _DecimalField = models.BinaryField, models.DecimalField


class WrittenField(_Field):
    """A text column that somebody's words reach, by whichever way: form, sheet, API, admin, console.

    `kept_as` (core.redaction) says what of them is kept; every write through the ORM passes it,
    and intake's COPY passes it too. Migrations see Django's own field.
    """

    def __init__(
        self, *args: Any, kept_as: Callable[[str], str] = kept_words, **kwargs: Any
    ) -> None:
        self.kept_as = kept_as
        super().__init__(*args, **kwargs)

    def kept(self, value: Any) -> Any:
        """The value as the column may hold it; what is no text stays as it is."""
        if not isinstance(value, str) or not value:
            return value
        return self.kept_as(value)[: self.max_length]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.kept(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return super().get_db_prep_save(self.kept(value), connection)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{type(self).__name__}", args, kwargs


class CharField(WrittenField, _CharField):
    """One line of words."""


class TextField(WrittenField, _TextField):
    """Words of any length."""


def refuse_numbers(value: str) -> None:
    """Raises ValidationError for a user name, code or address with a person's number in it."""
    if next(certain_numbers(value), None) is not None:
        raise ValidationError(
            _("Here stands a number of a person, an account or a telephone. Choose another.")
        )


class UserNameField(WrittenField, _CharField):
    """A name that somebody chooses for himself or a thing; a number of a person is refused."""

    default_validators = (refuse_numbers,)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class SlugField(_SlugField):
    """A word of an address, with the same refusal."""

    default_validators = (*models.SlugField.default_validators, refuse_numbers)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.SlugField", args, kwargs


class CodeField(_CharField):
    """A code, key or digest: from a list or made by the portal, never words that somebody writes."""

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class SealedField(_BinaryField):
    """A number sealed by core.sealing; compares by its bytes, never shown in a form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else bytes(value)


class MoneyField(_DecimalField):
    """Yuan with two decimals, up to 999 billion."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_digits": 14, "decimal_places": 2}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs
