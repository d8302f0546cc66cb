"""Catalogues from a sheet and back, within the same borders as by hand."""

from __future__ import annotations

import re
import uuid
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from import_export import resources
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ConfirmImportForm
from import_export.tmp_storages import BaseStorage
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from auditing.admin.base import AuditedAdmin
from auditing.services import record
from core import vault
from core.caching import pages_changed
from core.concealed import concealed_columns
from core.exports import neutralised, restored


FORMATS = (XLSX, CSV)
MOST_BYTES = 2 * 2**20
# The library walks every cell up to the farthest one, in the web process.
_MOST_PLAIN_BYTES, _MOST_ROWS, _MOST_LETTERS = 20 * 2**20, 5_000, 2
_CELL = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]*)(\d+)\s*["']""")
_CONFIRM_WITHIN_SECONDS = 3600
_FOLDER = "admin-imports"
_NAME = re.compile(r"[0-9a-f]{32}")


class CatalogueResource(resources.ModelResource):
    """Text goes out neutralised and comes back as it was; no secret goes either way."""

    def __init__(self, may_write: Callable[[models.Model], bool] | None = None) -> None:
        super().__init__()
        self.may_write = may_write
        for name in concealed_columns(self._meta.model):
            self.fields.pop(name, None)

    def export_resource(self, instance: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return neutralised(super().export_resource(instance, *args, **kwargs))

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        for column, value in row.items():
            row[column] = restored(value)

    def before_save_instance(self, instance: models.Model, row: Any, **kwargs: Any) -> None:
        if self.may_write is None or not self.may_write(instance):
            raise ValidationError(_("This row lies outside your region."))

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Stands in the import's own transaction: no change without its event, no page before it."""
        super().after_import(dataset, result, **kwargs)
        if kwargs.get("dry_run"):
            return
        pages_changed()
        record(
            action="admin.import",
            by=kwargs["user"],
            target=self._meta.model._meta.model_name,
            detail={name: int(count) for name, count in result.totals.items()},
        )


class VaultStorage(BaseStorage):
    """Between check and confirmation the sheet lies in the vault, under a name of our own."""

    def _path(self) -> str:
        return f"{_FOLDER}/{self.name}"

    def save(self, data: bytes | str) -> None:
        vault.discard_older(_FOLDER, _CONFIRM_WITHIN_SECONDS)
        self.name = uuid.uuid4().hex
        vault.store(self._path(), data.encode("utf-8") if isinstance(data, str) else data)

    def read(self) -> bytes | str:
        data = vault.load(self._path())
        return data.decode(self.encoding) if self.encoding else data

    def remove(self) -> None:
        vault.discard(self._path())


class OwnConfirmForm(ConfirmImportForm):
    """The name of the kept sheet is signed for one person and session: no other name is taken."""

    def __init__(self, *args: Any, holder: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holder = holder

    def clean_import_file_name(self) -> str:
        signed = self.cleaned_data["import_file_name"]
        try:
            name = signing.loads(signed, salt=self.holder, max_age=_CONFIRM_WITHIN_SECONDS)
        except signing.BadSignature:
            name = None
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise forms.ValidationError(_("This sheet is not waiting any more. Upload it again."))
        return name

    def clean_format(self) -> str:
        chosen = str(self.cleaned_data["format"])
        if chosen not in {str(number) for number in range(len(FORMATS))}:
            raise forms.ValidationError(_("This sheet is not waiting any more. Upload it again."))
        return chosen

    def clean_resource(self) -> str:
        return "0"


class BoundedImportForm(ImportForm):
    def clean_import_file(self) -> Any:
        uploaded = self.cleaned_data["import_file"]
        if uploaded.size > MOST_BYTES:
            raise forms.ValidationError(
                _("A catalogue's sheet has at most %(most)d MB.") % {"most": MOST_BYTES // 2**20}
            )
        if not _is_small(uploaded):
            raise forms.ValidationError(
                _(
                    "This sheet has a cell too far out, or is no sheet. Copy its rows into a new one."
                )
            )
        return uploaded

    def clean_resource(self) -> str:
        return "0"


def _is_small(uploaded: Any) -> bool:
    """Whether a workbook unpacks within bounds and has no cell far away; other files are read whole."""
    if not zipfile.is_zipfile(uploaded):
        uploaded.seek(0)
        return True
    try:
        with zipfile.ZipFile(uploaded) as book:
            left = _MOST_PLAIN_BYTES
            for entry in book.infolist():
                with book.open(entry) as part:
                    content = part.read(left + 1)
                left -= len(content)
                if left < 0 or _reaches_far(content):
                    return False
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error):
        return False
    finally:
        uploaded.seek(0)
    return True


def _reaches_far(part: bytes) -> bool:
    """Whether this part of a workbook is a sheet with a cell far away, or cannot be looked at."""
    if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    return b"sheetData" in part and any(
        len(letters) > _MOST_LETTERS or int(row[:8]) > _MOST_ROWS
        for letters, row in _CELL.findall(part)
    )


class CatalogueAdmin(ImportExportModelAdmin, AuditedAdmin):
    """A catalogue that is kept by hand or from a sheet, by the same people in the same rows."""

    import_form_class = BoundedImportForm
    confirm_form_class = OwnConfirmForm
    export_form_class = ExportForm
    tmp_storage_class = VaultStorage
    formats = FORMATS

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {"may_write": lambda obj: self.may_write(request, obj)}

    def get_export_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {}

    def get_valid_export_item_pks(self, request: HttpRequest) -> Any:
        """As the library has it, without its warning about calling it itself."""
        return self.get_queryset(request).values_list("pk", flat=True)

    def get_confirm_form_kwargs(
        self, request: HttpRequest, import_form: forms.Form | None = None
    ) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_confirm_form_kwargs(request, import_form)
        return kwargs | {"holder": self._holder(request)}

    def get_confirm_form_initial(
        self, request: HttpRequest, import_form: forms.Form | None
    ) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_confirm_form_initial(request, import_form)
        if initial:
            initial["import_file_name"] = signing.dumps(
                initial["import_file_name"], salt=self._holder(request)
            )
        return initial

    def _holder(self, request: HttpRequest) -> str:
        return f"import:{self.opts.label_lower}:{request.user.pk}:{request.session.session_key}"

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            page: HttpResponse = super().process_import(request, **kwargs)
        except vault.VaultError:
            messages.error(request, _("This sheet is not waiting any more. Upload it again."))
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")
            )
        return page

    def export_action(self, request: HttpRequest) -> HttpResponse:
        if not self.has_export_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            record(action="admin.export", by=request.user, target=self.opts.model_name)
        page: HttpResponse = super().export_action(request)
        return page
