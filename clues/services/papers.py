"""A clue on paper: its dossier and the letter that goes with it to another office, as .docx."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from accounts.models import User
from auditing.services import record_sensitive_access
from clues.choices import Act
from clues.models import Attachment, Check, Clue
from clues.permissions import check_can_note
from clues.selectors.cards import Guidance, guidance_for, headline_of, masked_number_of
from clues.selectors.evidence import (
    others_of,
    pairs_of,
    payments_of,
    registry_rows,
)
from clues.selectors.history import history_of
from clues.selectors.merged import parts_of, together
from clues.services.recording import write_line
from core.free_text import require_text
from core.money import yuan
from core.templatetags.present import day, moment, period
from regions.selectors import full_name


_FONT, _HEADING_FONT = "仿宋", "黑体"


@transaction.atomic
def dossier(*, clue: Clue, by: User) -> bytes:
    """Everything the portal holds on a clue, for the file: the identity number masked, no account."""
    check_can_note(by, clue)
    record_sensitive_access(by=by, subject=f"clue:{clue.number}", reason=_("dossier"))
    paper = blank_paper(_("Dossier of clue %(number)s") % {"number": _called(clue)})
    parts = parts_of(clue, by)
    _summary(paper, clue, [part for part, _headline in parts])
    _evidence(paper, clue)
    for part, headline in parts:
        paper.add_heading(_("Merged into it: %(number)s") % {"number": _called(part)}, 1)
        paper.add_paragraph(headline)
        _evidence(paper, part)
    _checks(paper, clue)
    _work(paper, clue)
    write_line(clue, act=Act.PAPER, by=by, words=_("dossier"))
    return paper_bytes(paper)


@transaction.atomic
def transfer_letter(*, clue: Clue, by: User, to: str) -> bytes:
    """The letter by which a clue goes to another office; the portal leaves the signature empty."""
    check_can_note(by, clue)
    receiver = require_text(to, _("Say to whom the letter goes."))
    record_sensitive_access(by=by, subject=f"clue:{clue.number}", reason=_("transfer letter"))
    paper = blank_paper(_("Letter of transfer"))
    place = full_name(clue.region_code)
    parts = parts_of(clue, by)
    paper.add_paragraph(_("%(receiver)s:") % {"receiver": receiver})
    paper.add_paragraph(
        _(
            "In our work we came upon the following matter, which we hand over to you according "
            "to your competence. Clue number: %(number)s. Place: %(place)s. Money at risk: "
            "%(amount)s."
        )
        % {
            "number": _called(clue),
            "place": place,
            "amount": yuan(together(clue, [part for part, _headline in parts])),
        }
    )
    own = headline_of(clue, guidance_for(clue.source, clue.last_run))
    for headline in (own, *(headline for _part, headline in parts)):
        paper.add_paragraph(headline)
    paper.add_paragraph(
        _(
            "Nobody is found guilty by this letter. Please acknowledge receipt and tell us the "
            "outcome."
        )
    )
    paper.add_paragraph(_("Enclosed: dossier of the clue."))
    for line in (str(by.office), day(timezone.localdate()), _("(seal)")):
        paper.add_paragraph(line).paragraph_format.left_indent = Cm(9)
    write_line(
        clue, act=Act.PAPER, by=by, words=_("letter of transfer to %(to)s") % {"to": receiver}
    )
    return paper_bytes(paper)


def _called(clue: Clue) -> str:
    return clue.register_number or clue.number


def blank_paper(title: str) -> Any:
    paper = Document()
    paper.core_properties.author = settings.PORTAL_NAME or "Mingbai"
    paper.core_properties.title = title
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    for level in ("Title", "Heading 1", "Heading 2"):
        style = paper.styles[level]
        style.font.name = _HEADING_FONT
        style.element.rPr.rFonts.set(qn("w:eastAsia"), _HEADING_FONT)
    paper.add_heading(title, 0)
    return paper


def _summary(paper: Any, clue: Clue, parts: Sequence[Clue]) -> None:
    guidance = guidance_for(clue.source, clue.last_run)
    paper.add_paragraph(headline_of(clue, guidance))
    _table(
        paper,
        (),
        [
            (_("Clue number"), f"{clue.number} {clue.register_number or ''}".strip()),
            (_("Status"), clue.get_status_display()),
            (_("Place"), full_name(clue.region_code)),
            (_("Identity number"), masked_number_of(clue)),
            (_("Money at risk"), yuan(clue.amount)),
            *_merged(clue, parts),
            (_("Rule"), _rule(clue, guidance)),
            (_("How sure"), str(clue.shown_grade.label)),
            (_("Found"), moment(clue.opened_at)),
            (_("Office in charge"), str(clue.office or "")),
            (_("Assigned to"), str(clue.assignee or "")),
            (_("Finding"), clue.get_explanation_display() if clue.explanation else ""),
            (_("Disposal"), clue.get_disposal_display() if clue.disposal else ""),
        ],
    )


def _merged(clue: Clue, parts: Sequence[Clue]) -> list[tuple[str, str]]:
    if not parts:
        return []
    numbers = "、".join(_called(part) for part in parts)
    return [(_("With what is merged into it"), f"{yuan(together(clue, parts))} ({numbers})")]


def _rule(clue: Clue, guidance: Guidance | None) -> str:
    code = f"{clue.source}, {clue.rule_version[:12]}"
    return f"{guidance.question} ({code})" if guidance else code


def _evidence(paper: Any, clue: Clue) -> None:
    paper.add_heading(_("Evidence"), 1)
    pairs = pairs_of(clue, full_name(clue.region_code, start="county"))
    if pairs:
        _table(
            paper,
            (_("Field"), _("What was paid"), _("What the registry says")),
            [(pair.label, pair.paid, "\n".join(pair.registered)) for pair in pairs],
        )
        for row in registry_rows(clue):
            paper.add_paragraph(f"{row['title']}: {_where(row)}")
    payments = payments_of(clue)
    if payments:
        paper.add_heading(_("Every payment"), 2)
        _table(
            paper,
            (_("Full name"), _("For which months"), _("Amount"), _("Where it stands")),
            [
                (
                    f"{row.get('name', '')} {row['number']}".strip(),
                    period(row["span"]),
                    yuan(row["amount"]),
                    _where(row),
                )
                for row in payments
            ],
        )
    for other in others_of(clue):
        paper.add_heading(other.title, 2)
        _table(
            paper,
            (*other.labels, _("Where it stands")),
            [(*cells, _where(row)) for row, cells in other.rows],
        )


def _where(row: dict[str, Any]) -> str:
    if not row.get("batch"):
        return ""
    if not row.get("row"):
        return _("batch %(batch)s") % {"batch": row["batch"]}
    return _("batch %(batch)s, %(sheet)s, row %(row)s") % {
        "batch": row["batch"],
        "sheet": row.get("sheet", ""),
        "row": row.get("row", ""),
    }


def _checks(paper: Any, clue: Clue) -> None:
    checks = list(clue.checks.select_related("office", "answered_by"))
    if not checks:
        return
    paper.add_heading(_("What the checks found"), 1)
    _table(
        paper,
        (_("Asked"), _("Question"), _("Finding"), _("Answer")),
        [
            (
                str(each.office),
                each.question,
                each.get_answer_display() if each.answered_at else _describe_unanswered(each),
                f"{each.words} ({each.answered_by}, {moment(each.answered_at)})"
                if each.answered_at
                else "",
            )
            for each in checks
        ],
    )


def _describe_unanswered(check: Check) -> str:
    return _("recalled") if check.recalled_at else _("not answered yet")


def _work(paper: Any, clue: Clue) -> None:
    outcomes = list(clue.outcomes.all())
    if outcomes:
        paper.add_heading(_("Outcomes"), 1)
        _table(
            paper,
            (
                _("Full name"),
                _("Unit and post"),
                _("Which of the four forms?"),
                _("Measure"),
                _("Case filed"),
                _("Decided on"),
            ),  # fmt: skip
            [
                (
                    each.name,
                    each.post or each.get_person_kind_display(),
                    each.get_form_display() or "—",
                    each.describe(),
                    _("yes") if each.filed else _("no"),
                    day(each.decided_on),
                )
                for each in outcomes
            ],
        )
    recoveries = list(clue.recoveries.all())
    if recoveries:
        paper.add_heading(_("Recovery"), 1)
        _table(
            paper,
            (_("Owed by"), _("To be recovered (yuan)"), _("Recovered (yuan)"), _("Due")),
            [
                (each.owed_by, yuan(each.due), yuan(each.recovered), day(each.due_on))
                for each in recoveries
            ],
        )
    rectifications = list(clue.rectifications.all())
    if rectifications:
        paper.add_heading(_("Rectification"), 1)
        _table(
            paper,
            (_("To be put right"), _("By which unit"), _("Due"), _("Put right")),
            [
                (
                    each.what,
                    each.unit,
                    day(each.due_on),
                    f"{day(each.done_at)} {each.done_words}" if each.done_at else "—",
                )
                for each in rectifications
            ],
        )
    _files(paper, clue)
    paper.add_heading(_("History"), 1)
    for line in reversed(history_of(clue)):
        told = paper.add_paragraph(style="List Bullet")
        told.add_run(f"{moment(line.at)} {line.who} {line.act}")
        for label, old, new in line.changes:
            told.add_run(f"\n{label}: {old} → {new}")
        if line.words:
            told.add_run(f"\n{line.words}")


def _given(file: Attachment) -> str:
    who = file.given_with.office if file.given_with else file.added_by
    return f"{who}, {moment(file.added_at)}"


def _files(paper: Any, clue: Clue) -> None:
    """Every file, of what was merged into it as well, so that a bundle of papers can be held to it."""
    whole = Q(clue=clue) | Q(clue__merged_into=clue)
    files = list(
        Attachment.objects.filter(whole).select_related("added_by", "given_with__office", "clue")
    )
    if not files:
        return
    paper.add_heading(_("Files"), 1)
    _table(
        paper,
        (_("File"), _("Clue"), _("Given by"), _("Size"), _("SHA-256")),
        [
            (
                file.name,
                file.clue.number,
                _given(file),
                filesizeformat(file.size),
                file.digest,
            )
            for file in files
        ],
    )


def _table(paper: Any, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    lines = [list(row) for row in rows]
    if not lines:
        return
    table = paper.add_table(rows=0, cols=len(head or lines[0]), style="Table Grid")
    for number, line in enumerate(([list(head)] if head else []) + lines):
        cells = table.add_row().cells
        for cell, text in zip(cells, line, strict=True):
            cell.text = str(text)
            if head and number == 0 and cell.paragraphs[0].runs:
                cell.paragraphs[0].runs[0].bold = True
    paper.add_paragraph()


def paper_bytes(paper: Any) -> bytes:
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()
