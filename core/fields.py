"""Model fields for sealed numbers and money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models


class SealedField(models.BinaryField):
    """A number sealed by core.sealing; compares by its bytes, never shown in a form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else bytes(value)


class MoneyField(models.DecimalField):
    """Yuan with two decimals, up to 999 billion."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_digits": 14, "decimal_places": 2}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs
