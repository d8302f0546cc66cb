"""From a received file to published rows: once, whole, and by two persons."""

from decimal import Decimal

from django.db import IntegrityError, connection, transaction

import pytest

from auditing.models import AuditEvent
from core import vault
from core.exceptions import NotAllowed, PortalError, StateConflict
from funds.models import Payment, PaymentTotal
from intake import services
from intake.choices import Status
from intake.exceptions import BatchBusy, DuplicateFile
from intake.models import Batch, Change
from tests.town import COUNTY, DAXI, FUQI, HEADINGS, identity, make_user, payment, workbook


ROWS = [
    payment(1),
    payment(2, "林国平", amount="1,200.50元"),
    payment(3, "黄美珠", village="猴屿村"),
]


def uploaded(town, rows=ROWS, **options):
    return services.receive(
        kind="payments", data=workbook(HEADINGS, rows), file_name="九月.xlsx", office=town.office,
        by=town.users["uploader"], programme_code="2080502", **options,
    )  # fmt: skip


def approved(town, **options):
    batch = services.read(batch_id=uploaded(town, **options).pk)
    services.submit(batch=batch, by=town.users["uploader"])
    return services.approve(batch=batch, by=town.users["reviewer"])


def test_a_sheet_goes_its_whole_way(town):
    batch = services.publish(batch_id=approved(town).pk)

    assert (batch.status, batch.accepted, batch.rejected) == (Status.PUBLISHED, 3, 0)
    assert batch.amount == Decimal("1400.50")
    payments = list(Payment.objects.order_by("row_number"))
    assert [(p.beneficiary_name, p.amount, p.region_id, p.row_number) for p in payments] == [
        ("陈秀英", Decimal("100.00"), FUQI, 2),
        ("林国平", Decimal("1200.50"), FUQI, 3),
        ("黄美珠", Decimal("100.00"), "350112201201", 4),
    ]
    actions = list(
        AuditEvent.objects.filter(target=f"batch:{batch.pk}")
        .order_by("id")
        .values_list("action", "actor_name")
    )
    assert actions == [
        ("intake.receive", "uploader"),
        ("intake.check", "uploader"),
        ("intake.submit", "uploader"),
        ("intake.approve", "reviewer"),
        ("intake.publish", "reviewer"),
    ]
    assert list(Change.objects.values_list("batch", "kind")) == [(batch.pk, "published")]


def test_the_file_is_kept_with_its_hash_and_the_prepared_rows_are_not(town):
    batch = services.publish(batch_id=approved(town).pk)

    assert vault.load(batch.original_name) == workbook_bytes(batch)
    with pytest.raises(vault.VaultError):
        vault.load(batch.prepared_name)


def workbook_bytes(batch):
    import hashlib

    data = vault.load(batch.original_name)
    assert hashlib.sha256(data).hexdigest() == batch.sha256
    return data


def test_publishing_again_changes_nothing(town):
    batch = approved(town)
    services.publish(batch_id=batch.pk)
    services.publish(batch_id=batch.pk)

    assert Payment.objects.count() == 3
    assert PaymentTotal.objects.get(region_code=FUQI).payments == 2


def test_reading_again_changes_nothing(town):
    batch = services.read(batch_id=uploaded(town).pk)
    services.submit(batch=batch, by=town.users["uploader"])

    assert services.read(batch_id=batch.pk).status == Status.SUBMITTED


def test_a_failure_in_the_middle_publishes_nothing(town, monkeypatch):
    """Kept sums fail after the rows were copied: neither stays."""
    batch = approved(town)
    monkeypatch.setattr(
        "funds.uploads.payments.add_batch", lambda cursor, batch: cursor.execute("SELECT 1/0")
    )
    from django.db import DataError

    with pytest.raises(DataError), transaction.atomic():
        services.publish(batch_id=batch.pk)

    batch.refresh_from_db()
    assert (Payment.objects.count(), batch.status) == (0, Status.APPROVED)


def test_the_same_file_is_recognised(town):
    first = uploaded(town)

    with pytest.raises(DuplicateFile) as refusal:
        uploaded(town)
    assert refusal.value.earlier == first.pk


def test_the_same_file_may_come_again_after_it_was_discarded(town):
    batch = services.read(batch_id=uploaded(town).pk)
    services.discard(batch=batch, by=town.users["uploader"])

    assert uploaded(town).pk != batch.pk


def test_the_same_file_serves_another_month(town):
    from datetime import date

    uploaded(town, period=(date(2026, 3, 1), date(2026, 3, 31)))

    assert uploaded(town, period=(date(2026, 4, 1), date(2026, 4, 30))).pk


@pytest.mark.parametrize(
    ("field", "value"), [("kind", "nonsense"), ("programme_code", "9999999"), ("data", b"")]
)
def test_impossible_uploads_leave_nothing_behind(town, field, value):
    arguments = {
        "kind": "payments", "data": b"x", "file_name": "x.csv", "office": town.office,
        "by": town.users["uploader"],
    } | {field: value}  # fmt: skip

    with pytest.raises(PortalError) as refusal:
        services.receive(**arguments)
    assert str(refusal.value)
    assert Batch.objects.count() == 0


def test_a_region_outside_the_office_is_refused(town):
    with pytest.raises(NotAllowed):
        uploaded(town, region_code="350125000000")


def test_a_full_disk_leaves_no_batch(town, monkeypatch):
    def refuse(name, data):
        raise vault.VaultError("No space left on device")

    monkeypatch.setattr("intake.services.receiving.vault.store", refuse)
    with pytest.raises(vault.VaultError):
        uploaded(town)

    assert Batch.objects.count() == 0


def test_the_uploader_cannot_approve(town):
    """By permission, by policy, and by the database."""
    batch = services.read(batch_id=uploaded(town).pk)
    uploader = town.users["uploader"]
    services.submit(batch=batch, by=uploader)

    with pytest.raises(NotAllowed):
        services.approve(batch=batch, by=uploader)
    uploader.role = "reviewer"
    with pytest.raises(NotAllowed):
        services.approve(batch=batch, by=uploader)
    with pytest.raises(IntegrityError, match="batch_two_persons"), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(decided_by=uploader)


def test_nothing_is_published_without_a_decision(town):
    batch = services.read(batch_id=uploaded(town).pk)

    with pytest.raises(StateConflict):
        services.publish(batch_id=batch.pk)
    with (
        pytest.raises(IntegrityError, match="batch_published_was_decided"),
        transaction.atomic(),
    ):
        Batch.objects.filter(pk=batch.pk).update(status=Status.APPROVED)


def test_a_reviewer_of_another_office_cannot_decide(town):
    batch = services.read(batch_id=uploaded(town).pk)
    services.submit(batch=batch, by=town.users["uploader"])
    stranger = make_user("stranger", "reviewer", town.other_office)

    with pytest.raises(NotAllowed):
        services.approve(batch=batch, by=stranger)


def test_sending_back_needs_a_reason_and_allows_a_new_submission(town):
    batch = services.read(batch_id=uploaded(town).pk)
    services.submit(batch=batch, by=town.users["uploader"])
    with pytest.raises(PortalError):
        services.send_back(batch=batch, by=town.users["reviewer"], note=" ")
    services.send_back(batch=batch, by=town.users["reviewer"], note="少了一户")

    assert services.submit(batch=batch, by=town.users["uploader"]).status == Status.SUBMITTED


def test_two_reviewers_cannot_both_decide(town):
    batch = services.read(batch_id=uploaded(town).pk)
    services.submit(batch=batch, by=town.users["uploader"])
    stale = Batch.objects.get(pk=batch.pk)
    services.approve(batch=batch, by=town.users["reviewer"])

    with pytest.raises(StateConflict):
        services.send_back(batch=stale, by=town.users["reviewer"], note="too late")


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_a_worker_holds_is_left_alone(town):
    """The lock belongs to a database session, so a worker that dies lets go."""
    batch = uploaded(town)
    with connection.cursor() as cursor:
        other = connection.copy()
        try:
            with other.cursor() as held:
                held.execute("SELECT pg_advisory_lock(%s, %s)", [0x4D42, batch.pk])
            with pytest.raises(BatchBusy):
                services.read(batch_id=batch.pk)
            with other.cursor() as held:
                held.execute("SELECT pg_advisory_unlock_all()")
        finally:
            other.close()
        cursor.execute("SELECT 1")

    assert services.read(batch_id=batch.pk).status == Status.CHECKED


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


def test_the_three_roles_are_kept_apart(town):
    headings = (
        "村",
        "户主姓名",
        "户主身份证号",
        "收款人姓名",
        "收款人身份证号",
        "享受人",
        "享受人身份证号",
        "补贴金额",
        "所属期",
    )
    row = (
        "浮岐村",
        "陈大",
        identity(1),
        "陈二",
        identity(2),
        "陈三",
        identity(3),
        100,
        "2026年3月",
    )
    town.publish(row, headings=headings)

    paid = Payment.objects.get()
    assert (paid.head_name, paid.payee_name, paid.beneficiary_name) == ("陈大", "陈二", "陈三")
    assert len({bytes(paid.head_id), bytes(paid.payee_id), bytes(paid.beneficiary_id)}) == 3


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


def test_withdrawing_takes_rows_and_sums_back_and_says_why(town):
    batch = services.publish(batch_id=approved(town).pk)
    uploader, reviewer = town.users["uploader"], town.users["reviewer"]
    request = services.request_withdrawal(batch=batch, by=uploader, reason="整批重复发放")
    with pytest.raises(NotAllowed):
        services.decide_withdrawal(request=request, by=uploader, approved=True)
    services.decide_withdrawal(request=request, by=reviewer, approved=True)

    batch.refresh_from_db()
    assert (batch.status, batch.withdrawal_reason) == (Status.WITHDRAWN, "整批重复发放")
    assert set(Payment.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert set(PaymentTotal.objects.values_list("payments", "amount")) == {(0, Decimal(0))}
    assert Change.objects.filter(batch=batch, kind="withdrawn").count() == 1


def test_a_withdrawal_that_is_declined_leaves_all_as_it_is(town):
    batch = services.publish(batch_id=approved(town).pk)
    request = services.request_withdrawal(
        batch=batch, by=town.users["uploader"], reason="弄错了,不用撤"
    )
    services.decide_withdrawal(request=request, by=town.users["reviewer"], approved=False)

    assert set(Payment.objects.values_list("state", flat=True)) == {"paid"}
    with pytest.raises(StateConflict):
        services.decide_withdrawal(request=request, by=town.users["reviewer"], approved=True)


def test_a_mended_sheet_can_leave_out_what_is_published(town):
    town.publish(payment(1), payment(2, "林国平"))
    batch = services.read(batch_id=uploaded(town, rows=[payment(1), payment(3, "黄美珠")]).pk)
    assert batch.comparison["already_published"] == 1
    services.submit(batch=batch, by=town.users["uploader"], leave_out_published=True)
    services.approve(batch=batch, by=town.users["reviewer"])
    batch = services.publish(batch_id=batch.pk)

    assert (batch.accepted, batch.amount) == (1, Decimal("100.00"))
    assert Payment.objects.filter(beneficiary_name="陈秀英").count() == 1


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


def test_the_operator_at_the_console_is_recorded(town):
    batch = town.publish(payment(1))

    assert batch.at_console
    event = AuditEvent.objects.get(action="intake.approve-at-console")
    assert event.detail == {"operator": "tests"}


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
    small = services.marked_workbook(batch=batch)
    services.make_marked_workbook(batch_id=batch.pk)

    for content in (small, services.marked_workbook(batch=batch)):
        sheet = openpyxl.load_workbook(io.BytesIO(content))["Sheet"]
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


def test_a_number_in_a_public_reason_is_left_out(town):
    batch = services.publish(batch_id=approved(town).pk)
    request = services.request_withdrawal(
        batch=batch, by=town.users["uploader"], reason=f"弄错了 {identity(1)} 的钱"
    )

    assert identity(1) not in request.reason


def test_a_registry_is_its_offices_and_the_inspectors_business(town):
    registry = town.deaths(("陈秀英", identity(1), "2026-02-15"), office=town.other_office)
    town.users["auditor"].region_code = "350100000000"

    for role, sees in (("inspector", True), ("auditor", False), ("uploader", False)):
        found = Batch.objects.visible_to(town.users[role]).filter(pk=registry.pk)
        assert found.exists() is sees, role
