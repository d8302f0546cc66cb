"""How a sheet was read is seen and changed at the desk, and bad cells are mended there."""

from __future__ import annotations

import io
import json

from django.urls import reverse

import openpyxl
import pytest

from accounts.choices import Role
from core import vault
from core.exceptions import NotAllowed, PortalError, StateConflict
from core.sealing import unseal_text
from intake import services, tasks
from intake.models import Batch, BatchAnswer, CellMend, HeadingMemory
from intake.reading import problems
from intake.selectors import history_of
from tests.town import HEADINGS, identity, payment, workbook
from tests.visitors import signed_in


BAD_NUMBER = identity(2)[:17] + ("1" if identity(2)[17] != "1" else "2")


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr(tasks.read_batch, "delay_on_commit", lambda *_: None)


def received(town, *rows, headings=HEADINGS, data=None, name="名册.xlsx", **options) -> Batch:
    batch = services.receive(
        kind="payments", data=data or workbook(headings, rows), file_name=name, office=town.office,
        by=town.users[Role.UPLOADER], programme_code="2080502", **options,
    )  # fmt: skip
    return services.read(batch_id=batch.pk)


def read_again(batch: Batch) -> Batch:
    return services.read(batch_id=batch.pk)


def at(name: str, batch: Batch) -> str:
    return reverse(f"intake:{name}", args=[batch.pk])


def test_columns_are_shown_with_masked_samples_and_changed(town, django_assert_num_queries):
    headings = [*HEADINGS, "应发数"]
    batch = received(town, (*payment(1), 500), (*payment(2), 600), headings=headings)
    cadre = signed_in(town.users[Role.UPLOADER])
    with django_assert_num_queries(7):
        page = cadre.get(at("columns", batch)).content.decode()
    assert "陈秀英" in page
    assert "应发数" in page
    assert identity(1) not in page
    assert "623036100000000001" not in page
    assert identity(1)[:4] + "*" in page

    # 金额 is left out, 应发数 taken in its place, and remembered.
    values = {"read-0": "on", "first-0": "1", "last-0": "1", "remember": "on"}
    fields = ["", "township", "village", "beneficiary_name", "beneficiary_id", "account", "",
              "period", "paid_on", "amount"]  # fmt: skip
    values |= {f"field-0-0-{place}": field for place, field in enumerate(fields)}
    assert cadre.post(at("choose-reading", batch), values).status_code == 302
    batch = read_again(batch)
    assert batch.amount == 1100
    assert HeadingMemory.objects.get(heading="应发数").field == "amount"
    assert HeadingMemory.objects.get(heading="金额").field == ""
    left_out = [p.heading for p in batch.problems.filter(code="column-left-out")]
    assert left_out == ["金额"]
    again = received(town, (*payment(3), 700), headings=headings)
    assert again.amount == 700

    # Two columns cannot be the same field, and others cannot change anything.
    refused = cadre.post(at("choose-reading", batch), values | {"field-0-0-6": "amount"})
    assert refused.status_code == 400
    assert signed_in(town.users[Role.REVIEWER]).post(at("choose-reading", batch)).status_code == 403
    assert signed_in(town.users[Role.AUDITOR]).get(at("columns", batch)).status_code == 403


def test_sheets_heading_rows_and_characters_are_chosen(town):
    text = "\n".join(",".join(map(str, row)) for row in [
        ["本表一", "甲", "乙", "丙"], ["序", "某", "谁", "号", "钱"],
        [1, "浮岐村", "陈秀英", identity(1), 100], [2, "浮岐村", "林国平", identity(2), 200],
    ])  # fmt: skip
    batch = received(town, data=text.encode("gb18030"), name="a.csv")
    assert batch.status == "refused"
    cadre = signed_in(town.users[Role.UPLOADER])
    assert at("columns", batch) in cadre.get(at("batch", batch)).content.decode()
    values = {"encoding": "gb18030", "read-0": "on", "first-0": "2", "last-0": "2"}
    assert cadre.post(at("choose-reading", batch), values).status_code == 302
    batch = read_again(batch)
    assert batch.status == "needs-mapping"
    assert batch.headings == ["某", "谁", "号", "钱"]
    fields = ["", "village", "beneficiary_name", "beneficiary_id", "amount"]
    values |= {f"field-0-0-{place}": field for place, field in enumerate(fields)}
    cadre.post(at("choose-reading", batch), values)
    batch = read_again(batch)
    assert (batch.status, batch.amount) == ("checked", 300)

    with pytest.raises(PortalError):
        services.choose_reading(
            batch=batch,
            by=town.users[Role.UPLOADER],
            chosen={"sheets": {"Sheet1": {"read": False}}},
        )
    with pytest.raises(PortalError):
        services.choose_reading(
            batch=batch, by=town.users[Role.UPLOADER], chosen={"encoding": "rot13"}
        )


def test_of_several_sheets_those_that_count_are_chosen(town):
    book = openpyxl.Workbook()
    for name, serial in (("三月", 1), ("补录", 2), ("藏着", 3)):
        page = book.create_sheet(name)
        page.append(HEADINGS)
        page.append(payment(serial))
    book.remove(book.worksheets[0])
    book["藏着"].sheet_state = "hidden"
    packed = io.BytesIO()
    book.save(packed)
    batch = received(town, data=packed.getvalue())
    assert batch.accepted == 2
    cadre = signed_in(town.users[Role.UPLOADER])
    meant = ["", "township", "village", "beneficiary_name", "beneficiary_id", "account", "amount",
             "period", "paid_on"]  # fmt: skip
    values = {f"field-{at}-0-{n}": field for at in (0, 1) for n, field in enumerate(meant)}
    assert cadre.post(at("choose-reading", batch), values).status_code == 400, "none would be read"
    values |= {"read-0": "on", "read-2": "on"}
    assert cadre.post(at("choose-reading", batch), values).status_code == 302
    batch = read_again(batch)
    assert batch.accepted == 2
    left_out = batch.problems.filter(severity="note").values_list("sheet", "code")
    assert list(left_out) == [("补录", "sheet-not-chosen")]

    # What came back from the second person is changed as well.
    services.submit(batch=batch, by=town.users[Role.UPLOADER])
    services.send_back(batch=batch, by=town.users[Role.REVIEWER], note="补录的也要")
    values |= {f"field-2-0-{n}": field for n, field in enumerate(meant)}
    cadre.post(at("choose-reading", batch), values | {"read-1": "on"})
    assert read_again(batch).accepted == 3


def test_a_bad_cell_is_mended_on_the_page(town, django_assert_num_queries):
    batch = received(
        town, payment(1), payment(2, "林国平", number=BAD_NUMBER), payment(3, village="没有这个村")
    )
    assert batch.rejected == 2
    original = vault.load(batch.original_name)
    cadre = signed_in(town.users[Role.UPLOADER])
    with django_assert_num_queries(8):
        page = cadre.get(at("mend", batch)).content.decode()
    assert BAD_NUMBER not in page
    assert 'value="没有这个村"' in page
    outline = vault.load(batch.outline_name).decode()
    for secret in (BAD_NUMBER, identity(3), payment(3)[5]):
        assert secret not in outline

    answer = cadre.post(
        at("mend-cells", batch),
        {"cell-0-3-E": identity(2), "cell-0-3-D": "林国平", "cell-0-4-C": "浮岐村"},
    )
    assert answer.status_code == 302
    batch = read_again(batch)
    assert (batch.accepted, batch.rejected) == (3, 0)
    assert vault.load(batch.original_name) == original
    number, village = CellMend.objects.order_by("column").reverse()
    assert unseal_text(number.sealed_value, b"mended-cell") == identity(2)
    for column in ("before", "after"):
        assert getattr(number, column).count("*") == 12
    assert (village.before, village.after) == ("没有这个村", "浮岐村")
    page = cadre.get(at("batch", batch)).content.decode()
    assert "没有这个村" in page, "its history stands on the page"
    assert identity(2) not in page

    # A mend of a row that has nothing wrong is refused, and so is everything once submitted.
    with pytest.raises(PortalError):
        services.mend_cells(
            batch=batch, by=town.users[Role.UPLOADER], values={("Sheet", 99): {"A": "x"}}
        )
    services.submit(batch=batch, by=town.users[Role.UPLOADER])
    with pytest.raises(StateConflict):
        services.mend_cells(
            batch=batch, by=town.users[Role.UPLOADER], values={("Sheet", 3): {"A": "x"}}
        )
    with pytest.raises(NotAllowed):
        services.choose_reading(batch=batch, by=town.users[Role.REVIEWER], chosen={})


@pytest.fixture
def _asked():
    """A kind of warning that waits for a word."""
    asked = set(problems.ASKED)
    problems.register({}, asked=["paid-date-missing"])
    yield
    problems.ASKED.clear()
    problems.ASKED.update(asked)


@pytest.mark.usefixtures("_asked")
def test_a_question_waits_for_a_word_that_the_second_person_reads(town):
    batch = received(town, payment(1, paid_on=""))
    cadre, reviewer = (signed_in(town.users[role]) for role in (Role.UPLOADER, Role.REVIEWER))
    assert at("submit", batch) not in cadre.get(at("batch", batch)).content.decode()
    with pytest.raises(PortalError):
        services.submit(batch=batch, by=town.users[Role.UPLOADER])
    for text in ("", "已和银行核对过，三月底到账"):
        cadre.post(at("answer-question", batch), {"code": "paid-date-missing", "text": text})
    assert BatchAnswer.objects.get().text == "已和银行核对过，三月底到账"
    services.submit(batch=batch, by=town.users[Role.UPLOADER])
    assert "已和银行核对过" in reviewer.get(at("batch", batch)).content.decode()
    assert "已和银行核对过，三月底到账" in [act.note for act in history_of(batch)]


@pytest.mark.usefixtures("_asked")
def test_an_answer_counts_only_for_what_was_asked(town):
    batch = received(town, payment(1, paid_on=""))
    by = town.users[Role.UPLOADER]
    services.answer_question(batch=batch, by=by, code="paid-date-missing", text="已经核对过了")
    BatchAnswer.objects.update(about="of something else")
    with pytest.raises(PortalError):
        services.submit(batch=batch, by=by)
    with pytest.raises(PortalError):
        services.answer_question(batch=batch, by=by, code="unheard-of", text="已经核对过了")


def test_an_outline_is_small_and_goes_with_a_discarded_sheet(
    town, django_capture_on_commit_callbacks
):
    batch = received(town, *[payment(n) for n in range(1, 30)])
    outline = json.loads(vault.load(batch.outline_name))
    assert outline["rows"] == {}
    with django_capture_on_commit_callbacks(execute=True):
        services.discard(batch=batch, by=town.users[Role.UPLOADER])
    assert not vault.exists(batch.outline_name)


def test_what_was_left_out_is_shown_grouped_before_submitting(town):
    rows = [payment(1), payment(2), ("合计", *[""] * 5, 200, "", ""), ("制表：周会计", *[""] * 8)]
    batch = received(town, *[(*row, "黄") for row in rows], headings=(*HEADINGS, "颜色"))
    page = signed_in(town.users[Role.UPLOADER]).get(at("batch", batch)).content.decode()
    shown = page[page.index('id="left-out"') :]
    for words in ("没有读的：3处", "J 颜色", "第4行：合计", "第5行：制表"):
        assert words in shown, words
    assert page.index('id="left-out"') > page.index(at("submit", batch))
