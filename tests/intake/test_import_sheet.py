"""manage.py import_sheet: the operator's door, with exit codes others build on."""

import io
import json

from django.core.management import CommandError, call_command

import pytest

from funds.models import Payment
from intake.models import Batch
from tests.town import HEADINGS, identity, payment, workbook


@pytest.fixture
def sheet(tmp_path, town):
    def write(*rows, headings=HEADINGS, name="roster.xlsx"):
        path = tmp_path / name
        path.write_bytes(workbook(headings, rows))
        return str(path)

    return write


def run(*arguments):
    """(exit code, standard output, standard error's one sentence)."""
    out = io.StringIO()
    try:
        call_command("import_sheet", *arguments, stdout=out)
    except SystemExit as ended:
        return ended.code, out.getvalue(), ""
    except CommandError as refusal:
        return refusal.returncode, out.getvalue(), str(refusal)
    return 0, out.getvalue(), ""


def test_all_rows_accepted(sheet):
    code, out, _error = run(
        "payments", sheet(payment(1)), "--programme", "2080502", "--publish", "--json"
    )

    answer = json.loads(out)
    assert code == 0
    assert answer | {"batch": 0} == {
        "batch": 0, "status": "published", "rows": 1, "accepted": 1, "rejected": 0,
        "amount": "100.00", "problems": [], "skipped": [],
    }  # fmt: skip
    assert Payment.objects.get().batch_id == answer["batch"]


def test_without_publish_nothing_is_public(sheet):
    code, out, _error = run("payments", sheet(payment(1)), "--programme", "2080502", "--json")

    assert (code, json.loads(out)["status"], Payment.objects.count()) == (0, "checked", 0)


def test_what_was_left_out_is_told_by_place(sheet):
    total = ("合计", *[""] * 5, "100.00", "", "")
    code, out, _error = run(
        "payments", sheet(payment(1), total), "--programme", "2080502", "--json"
    )

    answer = json.loads(out)
    assert (code, answer["rows"], answer["problems"]) == (0, 1, [])
    (left_out,) = answer["skipped"]
    assert (left_out["row"], "合计 100.00" in left_out["why"]) == (3, True)


def test_some_rejected(sheet):
    path = sheet(payment(1), payment(2, village="哪里村"))
    code, out, _error = run("payments", path, "--programme", "2080502", "--publish", "--json")

    answer = json.loads(out)
    assert (code, answer["accepted"], answer["rejected"]) == (1, 1, 1)
    (problem,) = answer["problems"]
    assert set(problem) == {"sheet", "row", "column", "code", "message"}
    assert (problem["sheet"], problem["row"]) == ("Sheet", 3)
    assert "哪里村" in problem["message"]


@pytest.mark.parametrize(
    ("content", "word"), [(b"%PDF-1.7 x", "PDF"), (b"", ""), (b"PK\x03\x04broken", "")]
)
def test_an_unusable_file_has_one_plain_reason(town, tmp_path, content, word):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    code, _out, error = run("payments", str(path), "--programme", "2080502")

    assert code == 2
    assert word in error
    assert error
    assert "Traceback" not in error


def test_a_missing_file_unknown_kind_programme_and_period_are_plain(sheet):
    path = sheet(payment(1))
    for arguments in (
        ("payments", "/nowhere/at-all.xlsx"),
        ("nonsense", path),
        ("payments", path, "--programme", "123"),
        ("payments", path, "--period", "last year"),
    ):
        code, _out, error = run(*arguments)
        assert (code, bool(error)) == (2, True), arguments


def test_the_same_file_twice_is_recognised(sheet):
    path = sheet(payment(1))
    run("payments", path, "--programme", "2080502", "--publish")
    code, _out, error = run("payments", path, "--programme", "2080502", "--publish")

    assert (code, Payment.objects.count()) == (2, 1)
    assert str(Batch.objects.get().pk) in error


def test_region_and_period_stand_for_missing_columns(sheet):
    path = sheet(
        ("陈秀英", identity(1), 100), headings=("姓名", "身份证号", "金额"), name="bare.xlsx"
    )
    code, _out, _error = run(
        "payments", path, "--programme", "2080502", "--region", "350112201203", "--period",
        "2026-03", "--publish",
    )  # fmt: skip

    paid = Payment.objects.get()
    assert (code, paid.region_id, str(paid.period_from), str(paid.period_to)) == (
        0, "350112201203", "2026-03-01", "2026-03-31",
    )  # fmt: skip


def test_the_title_names_programme_and_period(tmp_path, town):
    path = tmp_path / "titled.xlsx"
    path.write_bytes(
        workbook(
            ("村", "姓名", "身份证号", "金额"),
            [("浮岐村", "陈秀英", identity(1), 100)],
            title="2026年3月高龄津贴发放花名册",
        )
    )
    code, _out, _error = run("payments", str(path), "--publish")

    paid = Payment.objects.get()
    assert (code, paid.programme.code, str(paid.period_from)) == (0, "2080502", "2026-03-01")


def test_a_registry_replaces_or_appends(sheet):
    from matching.models import DeathRecord

    headings = ("姓名", "身份证号", "死亡日期")
    first = sheet(("陈秀英", identity(1), "2026-02-15"), headings=headings, name="a.xlsx")
    second = sheet(("林国平", identity(2), "2026-02-16"), headings=headings, name="b.xlsx")
    third = sheet(("黄美珠", identity(3), "2026-02-17"), headings=headings, name="c.xlsx")
    run("registry:deaths", first, "--publish")
    run("registry:deaths", second, "--publish")
    run("registry:deaths", third, "--publish", "--append")

    names = DeathRecord.objects.filter(ended=False).order_by("id").values_list("name", flat=True)
    assert list(names) == ["林国平", "黄美珠"]
    assert DeathRecord.objects.filter(ended=True).count() == 1


def test_allocations(sheet, town):
    from funds.models import Allocation

    headings = ("拨款单位", "收款单位", "文号", "拨付日期", "金额(万元)")
    path = sheet(
        ("福州市财政局", "长乐区财政局", "榕财社〔2026〕1号", "2026-03-01", 12.5), headings=headings
    )
    code, _out, _error = run(
        "allocations", path, "--programme", "2080502", "--region", "350112", "--publish"
    )

    made = Allocation.objects.get()
    assert (code, made.amount, made.region_id) == (0, 125000, "350112000000")


def test_an_unfinished_import_is_taken_up(sheet):
    path = sheet(payment(1))
    run("payments", path, "--programme", "2080502")
    code, out, _error = run("payments", path, "--programme", "2080502", "--publish", "--json")

    assert (code, json.loads(out)["status"], Payment.objects.count()) == (0, "published", 1)


def test_what_is_published_already_is_pointed_out(sheet):
    run("payments", sheet(payment(1)), "--programme", "2080502", "--publish")
    path = sheet(payment(1), payment(2, "林国平"), name="mended.xlsx")
    _code, out, _error = run("payments", path, "--programme", "2080502", "--json")

    (problem,) = json.loads(out)["problems"]
    assert (problem["code"], problem["row"]) == ("already-published", 2)


@pytest.mark.parametrize("region", ["abc", "99", "3501122012031", "350104zzz"])
def test_an_impossible_region_is_plain(sheet, region):
    code, _out, error = run("payments", sheet(payment(1)), "--region", region)

    assert code == 2
    assert error


@pytest.mark.parametrize("period", ["0000", "９９９９", "2018-13", "2018-03:2018-01"])
def test_an_impossible_period_is_plain(sheet, period):
    code, _out, error = run("payments", sheet(payment(1)), "--period", period)

    assert code == 2
    assert error
