"""A published ledger line is corrected by two persons, in the open, and keeps its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.urls import reverse

import pytest

from core.exceptions import NotAllowed, PortalError, StateConflict
from intake.models import Change
from tests.town import FUQI
from tests.visitors import signed_in
from villages.models import LedgerLine, LineCorrection, Statement
from villages.services.correcting import decide_line_correction, request_line_correction


@pytest.fixture
def line(ledger):
    ledger()
    return LedgerLine.objects.select_related("batch").get(voucher_number="记-2")


def asked(town, line, **changes):
    return request_line_correction(
        line=line, changes=changes or {"amount": Decimal("168.50")}, reason="录入时数字颠倒",
        by=town.users["uploader"],
    )  # fmt: skip


def test_the_new_version_stands_in_the_old_one_s_place(town, line, client):
    correction = decide_line_correction(
        correction=asked(town, line), by=town.users["reviewer"], approved=True
    )
    line.refresh_from_db()
    assert (line.state, line.replaced_by_id) == ("replaced", correction.new_id)
    kept = Statement.objects.get()
    assert (kept.expense, kept.lines) == (Decimal("468.50"), 3)
    assert Change.objects.filter(batch=line.batch_id, kind="corrected").exists()

    month = client.get(f"/villages/{FUQI}/finances/2026-03/").content.decode()
    assert month.index("记-1") < month.index("168.50") < month.index("记-3")
    old = client.get(line.get_absolute_url()).content.decode()
    new = client.get(correction.new.get_absolute_url()).content.decode()
    for text in (old, new):
        assert "录入时数字颠倒" in text
    assert correction.new.get_absolute_url() in old
    assert line.get_absolute_url() in new


def test_whoever_asked_does_not_decide(town, line):
    correction = request_line_correction(
        line=line, changes={"amount": Decimal(1)}, reason="数字错了吧", by=town.users["reviewer"]
    )
    with pytest.raises(NotAllowed):
        decide_line_correction(correction=correction, by=town.users["reviewer"], approved=True)


def test_declining_leaves_the_line(town, line):
    decide_line_correction(correction=asked(town, line), by=town.users["reviewer"], approved=False)
    line.refresh_from_db()
    assert line.state == "standing"


def test_only_one_waits_and_each_is_decided_once(town, line):
    first = asked(town, line)
    with pytest.raises(StateConflict):
        asked(town, line)
    decide_line_correction(correction=first, by=town.users["reviewer"], approved=True)
    with pytest.raises(StateConflict):
        decide_line_correction(correction=first, by=town.users["reviewer"], approved=True)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": Decimal(0)}, {"summary": ""}, {"category": "11"}, {"month": None},
        {"amount": Decimal("186.50")},
    ],
)  # fmt: skip
def test_impossible_values_are_refused(town, line, changes):
    with pytest.raises(PortalError):
        request_line_correction(
            line=line, changes=changes, reason="数字错了吧", by=town.users["uploader"]
        )


def test_a_corrected_contract_is_found_as_an_uploaded_one_is(town, line):
    correction = asked(town, line, contract_number="合同 2026/03")
    assert correction.changes == {"contract_number": "合同2026-03"}


def test_a_corrected_payee_loses_the_old_one_s_number(town, line):
    correction = asked(town, line, counterparty="另一家文具店")
    new = decide_line_correction(
        correction=correction, by=town.users["reviewer"], approved=True
    ).new
    assert (new.counterparty, new.counterparty_id, new.account) == ("另一家文具店", None, None)


def test_at_the_desk(town, line):
    writer, second = signed_in(town.users["uploader"]), signed_in(town.users["reviewer"])
    listed = writer.get(reverse("villages-desk:lines", args=[line.batch_id])).content.decode()
    address = reverse("villages-desk:line-correct", args=[line.batch_id, line.pk])
    assert address in listed
    page = writer.get(address)
    form = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    assert writer.post(address, form | {"reason": "没有改动呀"}).status_code == 400
    writer.post(address, form | {"amount": "168.50", "reason": "录入时数字颠倒"})
    correction = LineCorrection.objects.get()
    assert correction.changes == {"amount": "168.50"}
    shown = reverse("villages-desk:line-correction", args=[correction.pk])
    assert "168.50" in second.get(shown).content.decode()
    waiting = reverse("villages-desk:line-corrections")
    assert shown in second.get(waiting).content.decode()
    second.post(reverse("villages-desk:line-decide", args=[correction.pk]), {"decision": "approve"})
    correction.refresh_from_db()
    assert correction.approved
    assert shown not in second.get(waiting).content.decode()
    assert shown in second.get(f"{waiting}?show=all").content.decode()


def test_a_line_without_day_and_slips_is_corrected_and_read_in_words(town, ledger):
    headings = ("摘要", "类别", "支出")
    batch = ledger(
        ("买纸", "办公费", "1200"), headings=headings, period=(date(2026, 3, 1), date(2026, 3, 31))
    )
    line = LedgerLine.objects.get()
    assert (line.entered_on, line.attachments) == (None, None)
    writer, second = signed_in(town.users["uploader"]), signed_in(town.users["reviewer"])
    address = reverse("villages-desk:line-correct", args=[batch.pk, line.pk])
    fields = writer.get(address).context["form"]
    form = {name: fields[name].value() or "" for name in fields.fields}
    assert b"required" not in str(fields["attachments"]).encode()
    writer.post(address, form | {"category": "25", "amount": "1300", "reason": "类别填错了"})
    shown = reverse("villages-desk:line-correction", args=[LineCorrection.objects.get().pk])
    page = second.get(shown).content.decode()
    for words in ("办公费", "公益支出", "¥1,200.00", "¥1,300.00"):
        assert words in page
    # It also stands on the second person's first page, and not on the first one's.
    town.office.kind = "township"
    town.office.save()
    assert shown in second.get(reverse("portal:desk")).content.decode()
    assert shown not in writer.get(reverse("portal:desk")).content.decode()
