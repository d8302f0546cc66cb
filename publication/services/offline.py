"""The one self-contained page that checks receipts offline, put together from its parts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from publication.log.kinds import all_kinds
from publication.selectors.labels import labels_of
from publication.services.signing import verifier


_STATIC = Path(settings.BASE_DIR) / "static"


def offline_page() -> str:
    """The page in the reader's language, with this log's key and those of its witnesses inside."""
    return render_to_string(
        "publication/offline.html",
        {
            "vkey": verifier().vkey,
            "witnesses": settings.PUBLICATION_WITNESSES,
            # Our own files and values of settings: none of it comes from a visitor.
            "noble": mark_safe((_STATIC / "vendor/noble/noble.js").read_text(encoding="utf-8")),  # noqa: S308
            "checking": mark_safe((_STATIC / "js/verify-receipt.js").read_text(encoding="utf-8")),  # noqa: S308
            "known": mark_safe(_json(_known())),  # noqa: S308
        },
    )


def _json(value: Any) -> str:
    """JSON that ends no script element."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _known() -> dict[str, Any]:
    return {
        "vkey": verifier().vkey,
        "witnesses": settings.PUBLICATION_WITNESSES,
        "kinds": {
            kind.code: {
                "label": str(kind.label), "public": kind.public, "names": kind.names,
                "labels": labels_of(kind),
            }
            for kind in all_kinds().values()
        },
        "words": {
            "holds": _("The receipt is genuine. These words stood in the public log:"),
            "paper_holds": _("The printed square is genuine: the log signed this."),
            "fails": _("The receipt does not hold:"),
            "no_receipt": _("This is no receipt of this log. Choose the file that ends in .tlog-proof, or paste the text of a printed square."),
            "path": _("The row is not the one that the log holds, or the log is another one."),
            "signature": _("It was not signed with the key that stands on this page."),
            "leaf": _("The file is of another row than the printed square."),
            "index": _("leaf"),
            "size": _("leaves in the log"),
            "root": _("root"),
            "witness": _("confirmed by outside witnesses"),
            "closed": _("Names stay closed in this receipt."),
            "nothing": _("Paste a receipt or choose a file first."),
        },
    }  # fmt: skip
