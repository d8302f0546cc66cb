"""What is wrong with a sheet, where, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext, gettext_noop as _

from core.redaction import kept_reference
from intake.reading.messages import MESSAGES


# A note says what was left out; it neither stops a row nor asks for a look.
# A question waits for a word of the uploader, which the second person reads.
Severity = Literal["error", "question", "warning", "note"]
# The gravest first.
SEVERITIES: tuple[Severity, ...] = ("error", "question", "warning", "note")
# Problems that say that something of the sheet was not read as rows.
LEFT_OUT = frozenset(
    [
        "left-out",
        "column-left-out",
        "row-skipped",
        "sheet-hidden",
        "sheet-not-chosen",
        "sheet-without-header",
        "columns-without-heading",
        "sheet-of-sums",
        "sheet-copied",
        "sheet-of-another-time",
    ]
)

# What a file turned out to be, named for `file-not-a-sheet` and `file-unsupported`.
KINDS: dict[str, str] = {
    "pdf": _("a PDF"),
    "image": _("a picture"),
    "word": _("a Word document"),
    "presentation": _("a presentation"),
    "program": _("a program"),
    "archive": _("a packed archive"),
    "unknown": _("a file of another kind"),
    "ods": _("An OpenDocument sheet (.ods)"),
    "xlsb": _("A binary workbook (.xlsb)"),
    "xls95": _("A workbook from before Excel 97"),
    "xml": _("An XML sheet"),
    "mht": _("A web archive (.mht)"),
}


LEFT_ASIDE = _("(The row stands without it.)")
# What a row below the headings was taken for.
WHYS: dict[str, str] = {
    "heading": _("the headings once more"),
    "numbers": _("the numbers of the columns"),
    "instruction": _("an instruction how to fill in the sheet"),
    "carried": _("a sum carried from page to page"),
    "subtotal": _("a subtotal"),
    "grand": _("the total"),
    "note": _("a signature, date or note"),
    "skipped": _("a note"),
}


# Warnings that wait for the uploader's word before the sheet can be submitted.
ASKED: set[str] = set()
# Questions that whoever publishes at the console has answered by the way of calling.
STATED: set[str] = set()


def register(
    messages: dict[str, str], *, asked: Iterable[str] = (), stated: Iterable[str] = ()
) -> None:
    """Add the wording of problems that only a kind of sheet knows; a code has one wording.

    `asked` names those of which a warning becomes a question to the uploader, `stated` questions
    that the options of import_sheet answer (--append or not).
    """
    clash = {code for code, text in messages.items() if MESSAGES.get(code, text) != text}
    if clash:
        raise ValueError(f"worded twice: {', '.join(sorted(clash))}")
    MESSAGES.update(messages)
    ASKED.update(asked)
    STATED.update(stated)


def word(code: str, params: dict[str, Any]) -> str:
    """The translated sentence of a code: what is wrong and how to mend it."""
    named = {"kind": KINDS, "why": WHYS}
    values = {key: gettext(named[key][v]) if key in named else v for key, v in params.items()}
    if near := params.get("near"):
        # Names alone are kept, so that each reader is asked in their own language.
        values["near"] = " " + gettext("Did you mean %(names)s?") % {"names": near}
    text = gettext(MESSAGES[code]) % values
    # What only stands beside the money is left out where it cannot be read.
    return f"{text} {gettext(LEFT_ASIDE)}" if params.get("left_out") else text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place; `params` never hold a whole identity or account number."""

    sheet: str
    row: int | None
    column: str | None
    heading: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    severity: Severity = "error"

    @property
    def leaves_out(self) -> bool:
        """Whether it tells of a row or a sheet that was left out."""
        return self.code in LEFT_OUT

    @property
    def message(self) -> str:
        """What is wrong and how to mend it, in the reader's language."""
        return word(
            self.code,
            {"sheet": self.sheet, "row": self.row, "heading": self.heading, **self.params},
        )


class UnusableFile(Exception):
    """The whole file is refused, for one plain reason."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        # What can be shown of the file all the same, see intake.reading.outline.
        self.outline: dict[str, Any] = {}
        self.params = {
            name: kept_reference(value) if isinstance(value, str) else value
            for name, value in params.items()
        }

    @property
    def message(self) -> str:
        """The reason and the mend, in the reader's language."""
        return word(self.code, self.params)

    def __str__(self) -> str:
        return self.message
