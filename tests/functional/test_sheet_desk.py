"""A cadre's desk for sheets, one act after the other: paste, choose columns and sheets, answer, mend,
take back, start, replace a registry."""

import io

import openpyxl
import pytest

from intake.models import Batch, HeadingMemory
from tests.functional.conftest import go_on, until
from tests.functional.test_journey import sign_in
from tests.town import HEADINGS, identity, make_town, payment


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WRONG = identity(2)[:17] + ("1" if identity(2)[17] != "1" else "2")


def read(page) -> Batch:
    """The batch of this page, once a worker has read it and the page has loaded itself again."""
    number = int(page.url.rstrip("/").rsplit("/", 1)[1])
    done = ("checked", "needs-mapping", "refused")
    batch = until(lambda: Batch.objects.filter(pk=number, status__in=done).first())
    page.goto(page.url)
    return batch


def taken(page, selector) -> openpyxl.Workbook:
    """A workbook: the waiting page looks by itself and then offers it."""
    go_on(page, selector)
    with page.expect_download() as download:
        page.click("main section.notice a.button")
    return openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))


def workbook_at(page, address: str) -> bytes | None:
    answer = page.request.get(address)
    return answer.body() if "spreadsheet" in answer.headers["content-type"] else None


def test_a_cadres_desk_for_sheets(at, worker, look):
    make_town()
    cadre = at()
    sign_in(cadre, "uploader")
    cadre.goto("/desk/batches/upload/")
    look(cadre, "upload")
    headings = [heading if heading != "金额" else "给了多少" for heading in HEADINGS]
    rows = [
        headings,
        payment(1),
        payment(2, "林国平", number=WRONG),
        payment(3, village="没有这个村"),
    ]
    cadre.select_option("[name=kind]", "payments")
    cadre.fill("[name=pasted]", "\n".join("\t".join(map(str, row)) for row in rows))
    cadre.fill("[name=programme]", "2080502")
    go_on(cadre, "form[enctype] button[type=submit]")
    assert read(cadre).status == "needs-mapping"

    # Every column with samples, before anything is asked.
    look(cadre, "asked")
    go_on(cadre, "main .act a[href$='/columns/']")
    assert identity(1) not in cadre.content()
    look(cadre, "columns")
    cadre.get_by_label("给了多少").select_option("amount")
    cadre.check("[name=remember]")
    go_on(cadre, "form[action$='/choose/'] button[type=submit]")
    batch = read(cadre)
    assert (batch.accepted, batch.rejected) == (1, 2)
    look(cadre, "problems")

    # Only the bad rows, as a workbook.
    page = taken(cadre, "a[href$='/bad-rows.xlsx']").worksheets[1]
    assert [cell.value for cell in page["D"]] == ["姓名", "林国平", "陈秀英"]
    cadre.goto(f"/desk/batches/{batch.pk}/")

    go_on(cadre, "a[href$='/mend/']")
    assert WRONG not in cadre.content()
    look(cadre, "mend")
    cadre.fill("[id$='-3-E']", identity(2))
    cadre.fill("[id$='-4-C']", "浮岐村")
    go_on(cadre, "form[action$='/mend/cells/'] button[type=submit]")
    batch = read(cadre)
    assert (batch.accepted, batch.rejected) == (3, 0)
    look(cadre, "mended")
    go_on(cadre, "form[action$='/submit/'] button")
    reviewer = at()
    sign_in(reviewer, "reviewer")
    reviewer.goto(f"/desk/batches/{batch.pk}/")
    assert "没有这个村" in reviewer.inner_text("#mends"), "who decides sees what was mended"
    go_on(reviewer, "button[value=approve]")
    until(lambda: Batch.objects.get(pk=batch.pk).status == "published")

    # The next period begins with these rows; a blank sheet is there too.
    cadre.goto("/desk/batches/upload/")
    start = taken(cadre, "a[href$='/next.xlsx']").worksheets[0]
    assert start.max_row == 4
    cadre.goto("/desk/batches/upload/")
    cadre.click("summary:has-text('空白表格')")
    with cadre.expect_download():
        cadre.click("a[href$='/blank/payments.xlsx']")

    # What was answered is forgotten again.
    cadre.goto("/desk/headings/")
    look(cadre, "headings")
    go_on(cadre, "button[value=forget]")
    assert not HeadingMemory.objects.exists()
    for each in (cadre, reviewer):
        assert each.faults == []


def registry_of_two_sheets() -> bytes:
    """The list that counts stands on a sheet that is passed over, below a note in the row above."""
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "说明"
    notes.append(["本表由民政局填报"])
    sheet = book.create_sheet("死亡名单")
    sheet.sheet_state = "hidden"
    for row in (
        ("姓名", "身份证号", "死亡日期"),
        ("林国平", identity(1), "2026-01-05"),
        ("陈秀英", WRONG, "2026-01-06"),
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_registry_is_replaced_with_a_word(at, worker, look):
    """Choose the sheet, see what goes, say why, take the marked workbook, mend it, load it again."""
    town = make_town()
    town.deaths(*[("林国平", identity(n), "2026-01-05") for n in range(1, 11)], office=town.office)
    cadre = at()
    sign_in(cadre, "uploader")

    def upload(name, data):
        cadre.goto("/desk/batches/upload/")
        cadre.select_option("[name=kind]", "registry:deaths")
        cadre.set_input_files("[name=file]", {"name": name, "mimeType": "", "buffer": data})
        go_on(cadre, "form[enctype] button[type=submit]")
        return read(cadre)

    batch = upload("死亡名单.xlsx", registry_of_two_sheets())
    assert batch.accepted == 0, "a hidden sheet counts only when somebody says so"
    go_on(cadre, "main a[href$='/columns/']")
    look(cadre, "sheets")
    cadre.check("[id=id_read-1]")
    go_on(cadre, "form[action$='/choose/'] button[type=submit]")
    batch = read(cadre)
    assert (batch.accepted, batch.rejected) == (1, 1)
    assert batch.comparison["counts"]["dropped"] == 9
    look(cadre, "replaces")
    cadre.click("#replaces summary")
    assert "林国平" in cadre.inner_text("#replaces")

    cadre.fill("#questions [name=text]", "去年的名单重复了，已核对")
    go_on(cadre, "#questions button[type=submit]")
    assert "已核对" in cadre.inner_text("#questions")

    # It is made when a sheet has been read; whoever is faster sees a waiting page first.
    address = cadre.get_attribute("a[href$='/marked.xlsx']", "href")
    marked = openpyxl.load_workbook(io.BytesIO(until(lambda: workbook_at(cadre, address))))
    sheet = marked["死亡名单"]
    assert sheet["B3"].comment, "the wrong cell says what is wrong"
    sheet["B3"] = identity(2)
    sheet.sheet_state = "visible"
    out = io.BytesIO()
    marked.save(out)
    batch = upload("改好的.xlsx", out.getvalue())
    assert (batch.accepted, batch.rejected) == (2, 0)

    # Letters read as they were not written, a title taken for headings: both are set right.
    rows = (
        "死亡人员名单,（县民政局）,二〇二六年",
        "姓名,身份证号,死亡日期",
        f"林国平,{identity(1)},2026-01-05",
    )
    batch = upload("导出.csv", "\r\n".join(rows).encode("gb18030"))
    go_on(cadre, "main a[href$='/columns/']")
    look(cadre, "letters")
    for letters, names in (("big5", False), ("gb18030", True)):
        cadre.select_option("[name=encoding]", letters)
        cadre.fill("[name=first-0]", "2")
        cadre.fill("[name=last-0]", "2")
        go_on(cadre, "form[action$='/choose/'] button[type=submit]")
        batch = read(cadre)
        assert (batch.accepted == 1) is names
        cadre.goto(f"/desk/batches/{batch.pk}/columns/")
    assert "林" in cadre.inner_text("main")
    assert cadre.faults == []
