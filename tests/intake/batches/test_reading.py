"""What is said of rows, headings and totals when a sheet is read."""

import pytest

from core import vault
from core.exceptions import StateConflict
from funds.models import Payment
from intake import services
from intake.choices import Status
from intake.models import Batch
from tests.intake.batches.roster import uploaded
from tests.town import COUNTY, DAXI, HEADINGS, identity, payment, workbook


def test_rejected_rows_stay_out_and_good_ones_go_in(town):
    wrong = identity(9)[:-1] + ("0" if identity(9)[-1] != "0" else "1")
    rows = [
        payment(1),
        payment(2, number=wrong),
        payment(3, village="不存在村"),
        payment(4, amount="many"),
    ]
    batch = town.publish(*rows)

    assert (batch.rows, batch.accepted, batch.rejected) == (4, 1, 3)
    problems = {(p.row, p.code) for p in batch.problems.filter(severity="error")}
    assert problems == {
        (3, "id-check-digit"), (4, "region-unknown"), (5, "amount-unreadable"),
    }  # fmt: skip


def test_all_problems_of_a_row_come_in_one_pass(town):
    wrong = identity(9)[:-1] + ("0" if identity(9)[-1] != "0" else "1")
    batch = town.read(payment(1, number=wrong, village="不存在村", amount="-5"), payment(2))

    assert batch.rejected == 1
    codes = set(batch.problems.filter(severity="error", row=2).values_list("code", flat=True))
    assert codes == {"id-check-digit", "region-unknown", "amount-negative"}


def test_no_whole_number_stands_in_any_problem(town):
    wrong = "35019919500101" + "0011"
    batch = town.read(payment(1, number=wrong + "9"), payment(2, number=3.50199e17))

    assert batch.problems.exists()
    for problem in batch.problems.all():
        assert wrong not in f"{problem.params} {problem.heading}"


def test_a_rows_own_period_wins(town):
    from datetime import date

    town.publish(
        payment(1, period="2026年1-3月"), payment(2, period=""),
        period=(date(2026, 5, 1), date(2026, 5, 31)),
    )  # fmt: skip

    periods = list(Payment.objects.order_by("row_number").values_list("period_from", "period_to"))
    assert periods == [
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 5, 1), date(2026, 5, 31)),
    ]


def test_a_household_roster_that_names_only_the_head_pays_the_head(town):
    headings = (
        "村",
        "户主姓名",
        "户主身份证号",
        "收款人姓名",
        "收款人身份证号",
        "补贴金额",
        "所属期",
    )
    row = ("浮岐村", "陈大", identity(1), "陈二", identity(2), 100, "2026年3月")
    town.publish(row, headings=headings, programme_code="2081902")

    paid = Payment.objects.get()
    assert (paid.beneficiary_name, paid.payee_name, paid.head_name) == ("陈大", "陈二", None)


def test_nobody_named_with_number_is_an_error(town):
    batch = town.read(
        ("浮岐村", "陈大", 100, "2026年3月"), headings=("村", "姓名", "补贴金额", "所属期")
    )

    assert batch.accepted == 0
    assert batch.problems.get(severity="error").code == "person-missing"


def test_the_preview_compares_with_the_last_period(town):
    first = [
        payment(1), payment(2, "林国平"), payment(3, "黄美珠"), payment(4, "郑忠", account="6230361000009999"),
    ]  # fmt: skip
    town.publish(*first)
    april = [
        payment(1, period="2026年4月"),
        payment(2, "林国平", amount="120", period="2026年4月"),
        payment(4, "郑忠", period="2026年4月"),
        payment(5, "王依妹", period="2026年4月"),
    ]
    batch = town.read(*april)

    assert batch.comparison["counts"] == {"added": 1, "dropped": 1, "amount": 1, "account": 1}
    names = {example["kind"]: example["name"] for example in batch.comparison["examples"]}
    assert names == {"added": "王依妹", "dropped": "黄美珠", "amount": "林国平", "account": "郑忠"}


def test_duplicates_inside_a_sheet_are_pointed_out_but_not_refused(town):
    batch = town.read(payment(1), payment(1))

    assert (batch.accepted, batch.comparison["duplicates_inside"]) == (2, 1)
    assert batch.problems.get(code="duplicate-inside").params["other"] == 2


def test_unknown_headings_are_asked_once_and_remembered(town):
    headings = ("村", "大名", "身份证号", "补贴金额", "所属期")

    def arrives(serial):
        data = workbook(headings, [("浮岐村", "陈秀英", identity(serial), 100, "2026年3月")])
        batch = services.receive(
            kind="payments", data=data, file_name="x.xlsx", office=town.office,
            by=town.users["uploader"], programme_code="2080502",
        )  # fmt: skip
        return services.read(batch_id=batch.pk)

    first = arrives(1)
    assert (first.status, first.headings) == (Status.NEEDS_MAPPING, ["大名"])
    services.answer_headings(
        batch=first, by=town.users["uploader"], answers={"大名": "beneficiary_name"}
    )

    assert services.read(batch_id=first.pk).accepted == 1
    assert arrives(2).accepted == 1


def test_a_region_of_the_batch_is_kept_to(town):
    """A village of another county is not known to a county bureau's sheet."""
    batch = town.read(payment(1, village="大喜村", township="嵩口镇"))

    assert batch.problems.get(severity="error").code == "region-unknown"
    assert not Payment.objects.filter(region=DAXI).exists()
    assert batch.region_code == COUNTY


def test_a_fault_of_ours_refuses_the_sheet_with_a_sentence(town, monkeypatch):
    """Otherwise the same sheet would go round for ever."""
    from core.redaction import REDACTED

    def fail(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("intake.services.reading.read_sheet", fail)
    batch = services.read(batch_id=uploaded(town).pk)

    assert (batch.status, batch.problems.get().code) == (Status.REFUSED, "reading-failed")
    assert batch.refusal
    assert REDACTED not in batch.refusal


def test_a_failing_vault_leaves_the_batch_to_be_tried_again(town, monkeypatch):
    batch = uploaded(town)

    def refuse(name, data):
        raise vault.VaultError("No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("intake.services.reading.vault.store", refuse)
        with pytest.raises(vault.VaultError):
            services.read(batch_id=batch.pk)
    assert list(Batch.objects.stranded()) == [batch]

    assert services.read(batch_id=batch.pk).status == Status.CHECKED


def test_the_marked_workbook_is_kept_once_a_worker_wrote_it(town):
    import io

    import openpyxl

    batch = town.read(payment(1), payment(2, village="哪里村"))
    assert services.marked_workbook(batch=batch) is None
    services.make_marked_workbook(batch_id=batch.pk)

    sheet = openpyxl.load_workbook(io.BytesIO(services.marked_workbook(batch=batch)))["Sheet"]
    assert "哪里村" in sheet["A3"].comment.text


def test_a_sheet_whose_total_contradicts_its_rows_cannot_be_submitted(town):
    rows = [payment(1), payment(2, "林国平"), ("合计", "", "", "", "", "", 9999, "", "")]
    batch = services.read(batch_id=uploaded(town, rows=rows).pk)
    assert batch.accepted == 2

    with pytest.raises(StateConflict, match="合计|total"):
        services.submit(batch=batch, by=town.users["uploader"])


def test_a_beneficiary_without_number_is_not_replaced_by_the_head(town):
    headings = ("村", "户主姓名", "户主身份证号", "享受人", "享受人身份证号", "补贴金额", "所属期")
    batch = town.read(
        ("浮岐村", "陈大", identity(1), "陈三", "", 100, "2026年3月"), headings=headings
    )

    assert batch.accepted == 0
    assert batch.problems.get(severity="error").code == "person-missing"


def test_a_title_that_names_another_programme_is_told_once(town):
    from funds.models import Programme

    other = Programme.objects.exclude(code="2080502").order_by("code").first()
    data = workbook(HEADINGS, [payment(1), payment(2)], f"{other.name}发放花名册")
    batch = town.read(data=data)
    assert batch.accepted == 2
    told = batch.problems.filter(code="programme-differs")
    assert [(p.row, p.severity, p.params["title"]) for p in told] == [(3, "warning", other.name)]
