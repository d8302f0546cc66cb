"""What the columns of logged rows are called, in the reader's language."""

from __future__ import annotations

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from publication.log.kinds import RowKind


def labels_of(kind: RowKind) -> dict[str, str]:
    """Each open column by name."""
    model = _model(kind)
    return {name: _label(model, name) for name in (*kind.public, *kind.names)}


def words_of(kind: RowKind) -> dict[tuple[str, str], str]:
    """What the codes in a kind's columns mean: by column and code."""
    fields = _model(kind)._meta.concrete_fields
    return {
        (field.name, str(code)): str(words) for field in fields for code, words in field.flatchoices
    }


def _model(kind: RowKind) -> type[models.Model]:
    return next(each for each in apps.get_models() if each._meta.db_table == kind.table)


def _label(model: type[models.Model], name: str) -> str:
    own = {
        "batch_number": _("publication"),
        "place_sheet": _("sheet"),
        "place_row": _("row in the sheet"),
        "attachments": _("SHA-256 of the attachments"),
        "masks": _("masked places"),
        "duty": _("item"),
    }
    if name in own:
        return own[name]
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    return str(getattr(field, "verbose_name", name))
