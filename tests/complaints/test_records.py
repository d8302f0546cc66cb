"""反映问题 stands on every public record, leads to it, and nothing leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

from django.test import Client
from django.urls import reverse

import pytest

from complaints.choices import About
from core.gathering import modules_named
from core.records import record_of, reference_of
from funds.models import Payment, PolicyDocument
from tests.core.test_transitions import make_posting
from tests.town import FUQI, payment
from tests.villages.ledgers import HEADINGS, MARCH
from tests.villages.test_records import CONTRACT, LEASE, STEPS, WORKS, publish
from villages.models import LedgerLine, Power


ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def records(house, town) -> dict[str, tuple[str, str]]:
    """Of each kind: its key, and the address of its page."""
    batch = town.publish(payment(1))
    publish(town, "village-ledger", HEADINGS, *MARCH)
    publish(town, "village-contracts", CONTRACT, LEASE)
    publish(town, "village-works", WORKS, ("GC-1", "修路", "立项", "2026-01-05", "", "", ""))
    publish(
        town, "village-decisions", STEPS,
        ("JY-1", "茶园发包", "发包", "支部提议", "2023-12-01", "", "", "", "", ""),
    )  # fmt: skip
    posting = make_posting(town)
    type(posting).objects.filter(pk=posting.pk).update(status="published")
    PolicyDocument.objects.create(
        slug="notice", title="高龄津贴办法", issuer="民政局", level="city", body="。", number="1号"
    )
    Power.objects.create(
        code="buy", area="钱", area_en="Money", name="采购", name_en="Buying", place=1, basis="。",
        steps="村委会：提议", steps_en="Committee: proposes",
    )  # fmt: skip
    line = LedgerLine.objects.filter(entry="expense").first()
    village = f"/villages/{FUQI}/"
    paid = Payment.objects.get()
    return {
        "payment": (paid.address, paid.get_absolute_url()),
        "programme": ("2080502", "/programmes/2080502/"),
        "policy": ("notice", "/policies/notice/"),
        "batch": (str(batch.pk), f"/batches/{batch.pk}/"),
        "place": (FUQI, village),
        "ledger-line": (line.address, line.get_absolute_url()),
        "month": (f"{FUQI}/2026-03", f"{village}finances/2026-03/"),
        "board": (f"{FUQI}/finances", f"{village}boards/finances/"),
        "posting": (posting.address, posting.get_absolute_url()),
        "contract": (f"{FUQI}/HT-1", f"{village}contracts/HT-1/"),
        "works": (f"{FUQI}/GC-1", f"{village}works/GC-1/"),
        "decision": (f"{FUQI}/JY-1", f"{village}decisions/JY-1/"),
        "power": ("buy", "/powers/buy/"),
    }


def test_every_record_carries_the_way_and_the_telephone(records):
    visitor = Client()
    known = {kind for module in modules_named("reportable") for kind in module.RECORDS}
    assert set(records) == known
    for kind, (key, address) in records.items():
        page = visitor.get(address)
        assert page.status_code == 200, (kind, address)
        text = page.content.decode()
        found = re.search(r'/complaints/new/\?about=([\w-]+)"', text)
        assert found, kind
        assert found[1] == reference_of(kind, key), kind
        assert "0591-2800-000" in text, kind
        record = record_of(found[1])
        assert record is not None, kind
        first = visitor.get(reverse("complaints:new"), {"about": found[1]})
        assert record.title in first.content.decode(), kind
        # The record leads back to a page that is there.
        assert visitor.get(record.address, follow=True).status_code == 200, kind


def test_the_office_behind_a_record_never_gets_the_report(records):
    from complaints.forms import TellForm

    for kind in ("payment", "batch", "ledger-line", "posting", "contract", "works", "decision"):
        record = record_of(reference_of(kind, records[kind][0]))
        data = {"text": "x", "subject": "other", "about": About.NOBODY, "place": "浮岐"}
        form = TellForm(data, record=record)
        assert form.is_valid(), (kind, form.errors)
        assert "350112-mz" in form.told().excluded, kind


def test_what_is_no_reference_of_ours_leads_to_an_empty_form(house):
    wrong = ["", "x", "payment:1", "é", reference_of("nothing", "1"), reference_of("payment", "x"),
             reference_of("batch", "x"), reference_of("month", f"{FUQI}/never"),
             reference_of("board", f"{FUQI}/none"), reference_of("contract", f"{FUQI}/none")]  # fmt: skip
    for reference in wrong:
        assert record_of(reference) is None
        answer = Client().get(reverse("complaints:new"), {"about": reference})
        assert answer.status_code == 200
        assert "place" in answer.context["form"].fields


def test_every_template_of_a_record_has_the_button():
    used = {
        kind
        for path in (ROOT / "templates").rglob("*.html")
        for kind in re.findall(r'report_button "([\w-]+)"', path.read_text(encoding="utf-8"))
    }
    assert used == {kind for module in modules_named("reportable") for kind in module.RECORDS}


def test_where_nobody_may_receive_it_the_page_says_whom_to_call(house):
    step = {"text": "x", "subject": "other", "about": "city", "place": "浮岐"}
    page = Client().post(reverse("complaints:new"), step).content.decode()
    assert "12388" in page
    assert 'value="send"' not in page
    assert "0591-2800-0001" in page
