"""Other ways to begin: a blank sheet, pasted rows, the last roster; and what headings mean."""

from __future__ import annotations

import io

from django.urls import reverse

import openpyxl
import pytest

from accounts.choices import Role
from auditing.models import AuditEvent
from core import vault
from intake import services, tasks
from intake.models import Batch, HeadingMemory
from intake.reading import read_sheet
from intake.services.blank_sheets import blank_sheet
from intake.sheets import all_sheets, sheet_of
from tests.intake.test_texts_keep_no_number import CELLS, PLACES
from tests.town import HEADINGS, identity, make_user, payment, workbook
from tests.visitors import signed_in


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    for task in (tasks.read_batch, tasks.make_start):
        monkeypatch.setattr(task, "delay_on_commit", lambda *_: None)


def filled(sheet) -> bytes:
    """The blank sheet with one row."""
    book = openpyxl.load_workbook(io.BytesIO(blank_sheet(sheet)))
    page = book.worksheets[0]
    for number, field in enumerate(sheet.fields, 1):
        value = PLACES.get(field.name, CELLS.get(field.kind))
        if field.choices:
            value = next(iter(field.choices))
        page.cell(2, number, value)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("sheet", all_sheets(), ids=lambda sheet: sheet.kind)
def test_a_blank_sheet_that_was_filled_in_is_read_without_a_question(sheet):
    reading = read_sheet(filled(sheet), "a.xlsx", sheet.fields)
    assert not reading.unmapped
    assert set(reading.tables[0].mapping.assigned) == {field.name for field in sheet.fields}
    assert [p for p in reading.problems if p.severity == "error"] == []
    assert len(reading.frame) == 1
    book = openpyxl.load_workbook(io.BytesIO(blank_sheet(sheet)))
    offered = sum(bool(field.choices) for field in sheet.fields)
    assert len(book.worksheets[0].data_validations.dataValidation) >= offered
    assert all(cell.comment for cell in book.worksheets[0][1])


def test_blank_sheets_are_offered_to_offices_that_send_them(town):
    cadre = signed_in(town.users[Role.UPLOADER])
    address = reverse("intake:blank-sheet", args=["payments"])
    assert address in cadre.get(reverse("intake:upload")).content.decode()
    book = openpyxl.load_workbook(io.BytesIO(cadre.get(address).content))
    assert "高龄津贴" in [cell.value for row in book["lists"] for cell in row]
    assert cadre.get(reverse("intake:blank-sheet", args=["unheard-of"])).status_code == 404


def test_pasted_rows_are_a_file_like_any_other(town):
    cadre = signed_in(town.users[Role.UPLOADER])
    rows = [HEADINGS, payment(1, amount="1,200.50"), payment(2, "林国平")]
    pasted = "\r\n".join("\t".join(map(str, row)) for row in rows)
    values = {"kind": "payments", "programme": "2080502"}
    for wrong in ({}, {"pasted": pasted, "file": io.BytesIO(b"x")}):
        answer = cadre.post(reverse("intake:upload"), values | wrong)
        assert answer.status_code == 400
        assert identity(1) not in answer.content.decode()
    assert cadre.post(reverse("intake:upload"), values | {"pasted": pasted}).status_code == 302
    batch = services.read(batch_id=Batch.objects.get().pk)
    assert (batch.accepted, str(batch.amount)) == (2, "1300.50")


def test_the_last_roster_is_a_start_for_the_next(town, django_assert_num_queries):
    by, other = town.users[Role.UPLOADER], make_user("other", Role.UPLOADER, town.other_office)
    batch = services.receive(
        kind="payments", data=workbook(HEADINGS, [payment(1), payment(2, "林国平")]),
        file_name="九月.xlsx", office=town.office, by=by, programme_code="2080502",
    )  # fmt: skip
    services.submit(batch=services.read(batch_id=batch.pk), by=by)
    services.approve(batch=Batch.objects.get(), by=town.users[Role.REVIEWER])
    services.publish(batch_id=batch.pk)
    address = reverse("intake:start-next", args=[batch.pk])
    cadre = signed_in(by)
    assert address in cadre.get(reverse("intake:upload")).content.decode()
    assert cadre.get(address).status_code == 202
    assert cadre.get(address, headers={"HX-Request": "true"}).status_code == 204
    with django_assert_num_queries(4):
        services.make_start(batch_id=batch.pk)
    assert signed_in(town.users[Role.REVIEWER]).get(address).status_code == 403
    assert signed_in(other).get(address).status_code == 404
    assert address in cadre.get(address, headers={"HX-Request": "true"}).content.decode()
    content = cadre.get(address).content
    assert not vault.exists(batch.start_name), "it lies no longer than needed"
    assert AuditEvent.objects.filter(action="intake.take-start").count() == 1

    # With the new period in it, it goes in as it is.
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    headings = [cell.value for cell in page[1]]
    assert [row[headings.index("享受人身份证号")].value for row in page["A2:Z3"]] == [
        identity(1), identity(2)
    ]  # fmt: skip
    for row in (2, 3):
        page.cell(row, headings.index("所属期") + 1, "2026-04")
        page.cell(row, headings.index("发放日期") + 1, "2026-04-10")
    packed = io.BytesIO()
    book.save(packed)
    again = town.read(data=packed.getvalue(), programme_code="")
    assert (again.status, again.accepted, again.amount) == ("checked", 2, 200)


def test_what_headings_mean_is_seen_changed_and_forgotten(town, django_assert_num_queries):
    memory = HeadingMemory.objects.create(
        office=town.office, kind="payments", heading="给了多少", field="amount"
    )
    other = HeadingMemory.objects.create(
        office=town.other_office, kind="payments", heading="别家的", field="amount"
    )
    cadre = signed_in(town.users[Role.UPLOADER])
    with django_assert_num_queries(6):
        page = cadre.get(reverse("intake:memory-list")).content.decode()
    assert "给了多少" in page
    assert "别家的" not in page
    act = reverse("intake:change-memory", args=[memory.pk])
    cadre.post(act, {"field": "standard"})
    memory.refresh_from_db()
    assert memory.field == "standard"
    cadre.post(act, {"field": "no-such-field"})
    memory.refresh_from_db()
    assert memory.field == "standard"
    cadre.post(act, {"act": "forget"})
    assert list(HeadingMemory.objects.all()) == [other]
    refused = cadre.post(reverse("intake:change-memory", args=[other.pk]), {"act": "forget"})
    assert refused.status_code == 404
    acts = AuditEvent.objects.filter(target=f"office:{town.office.pk}").values_list("action", flat=True)  # fmt: skip
    assert set(acts) == {"intake.change-memory", "intake.forget-memory"}


def test_amounts_in_figures_and_in_words_are_remembered_apart(town):
    headings = [h if h != "金额" else "给了（小写）" for h in HEADINGS] + ["给了（大写）"]
    batch = services.receive(
        kind="payments", data=workbook(tuple(headings), [(*payment(1), "壹佰元整")]),
        file_name="a.xlsx", office=town.office, by=town.users[Role.UPLOADER],
        programme_code="2080502",
    )  # fmt: skip
    batch = services.read(batch_id=batch.pk)
    assert batch.status == "needs-mapping"
    services.answer_headings(
        batch=batch, by=town.users[Role.UPLOADER],
        answers={heading: "amount" if "小写" in heading else "" for heading in batch.headings},
    )  # fmt: skip
    assert services.read(batch_id=batch.pk).amount == 100
    assert dict(HeadingMemory.objects.values_list("heading", "field")) == {
        "给了(小写)": "amount", "给了(大写)": "",
    }  # fmt: skip


def test_a_start_names_other_papers_so_that_it_is_read_again(town):
    headings = (*HEADINGS, "证件类型")
    papers = [("AB123456", "护照"), ("01234567", "台胞证"), ("H01234567", "回乡证")]
    rows = [(*payment(n, number=number), kind) for n, (number, kind) in enumerate(papers, 1)]
    batch = town.publish((*payment(9), ""), *rows, headings=headings)
    services.make_start(batch_id=batch.pk)

    sheet = sheet_of("payments")
    reading = read_sheet(vault.load(batch.start_name), "start.xlsx", sheet.fields)
    found = reading.frame["beneficiary_id"].tolist()
    assert set(found) == {identity(9), "P:AB123456", "T:01234567", "H:H01234567"}


def test_a_column_of_papers_is_chosen_like_any_other(town):
    row = (*payment(1, number="AB123456"), "护照")
    batch = town.read(row, headings=(*HEADINGS, "何种证"))
    assert batch.rejected == 1
    type(batch).objects.update(uploaded_by=town.users[Role.UPLOADER], at_console=False)
    page = signed_in(town.users[Role.UPLOADER])
    values = {
        f"field-0-0-{n}": field
        for n, field in enumerate(
            ("", "township", "village", "beneficiary_name", "beneficiary_id", "account", "amount",
             "period", "paid_on", "beneficiary_id_paper")
        )
    }  # fmt: skip
    address = reverse("intake:choose-reading", args=[batch.pk])
    assert page.post(address, values | {"read-0": "on"}).status_code == 302
    assert services.read(batch_id=batch.pk).accepted == 1
