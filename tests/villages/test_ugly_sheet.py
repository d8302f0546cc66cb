"""A sheet as a village's bookkeeper really has it: the village only above the table, bare days."""

from datetime import date
from decimal import Decimal

import pytest

from tests.town import FUQI, workbook
from tests.villages.ledgers import HEADINGS, line, stated
from villages.models import Contract, LedgerLine, Statement


def publish(town, *rows, above, headings=HEADINGS, kind="village-ledger"):
    return town.publish(kind=kind, data=workbook(headings, rows, title=above))


@pytest.mark.parametrize(
    "above",
    [
        "公开单位：浮岐村    公开期间：2026年3月    单位：元",
        "公开单位：浮岐村 公开期间：2026年3月 单位：元",
        "公开单位：浮岐村村民委员会 单位：元 2026年3月",
        "浮岐村2026年3月财务收支公开表",
        "猴屿乡浮岐村村民委员会2026年3月村级财务收支明细公开表",
        "长乐区猴屿乡浮岐村2026年3月收支",
    ],
)
def test_a_town_uploads_a_village_sheet_that_names_its_village_above(town, above):
    batch = publish(
        town,
        stated("上期结余", "1000"),
        line("3月5日", "1", "办公用纸", "办公费", expense="100", balance="900"),
        line("3月9日", "2", "冲销办公用纸", "办公费", expense="-100", balance="1000"),
        above=above,
    )
    assert (batch.accepted, batch.rejected) == (3, 0)
    assert set(LedgerLine.objects.values_list("region", flat=True)) == {FUQI}
    bought, back = LedgerLine.objects.moving().order_by("id")
    assert (bought.entered_on, back.entered_on) == (date(2026, 3, 5), date(2026, 3, 9))
    assert (bought.movement, back.movement) == ("−¥100.00", "+¥100.00")
    assert Statement.objects.get().expense == Decimal(0)


@pytest.mark.parametrize(
    "above",
    ["公开单位：猴屿乡", "猴屿乡2026年3月村级财务公开表", "猴屿乡没有的村2026年3月财务公开表"],
)
def test_a_town_above_the_table_is_no_village(town, above):
    batch = town.read(
        kind="village-ledger",
        data=workbook(HEADINGS, [line("2026-03-05", "1", "办公用纸", expense="1")], title=above),
    )
    assert [p.code for p in batch.problems.all()][:1] == ["region-missing"]


def test_a_days_year_has_to_be_known(town):
    batch = town.read(
        line("3月5日", "1", "办公用纸", expense="1"),
        kind="village-ledger", headings=HEADINGS, region_code=FUQI,
    )  # fmt: skip
    assert "date-unreadable" in {p.code for p in batch.problems.all()}


def test_a_line_leads_to_its_contract_however_both_write_its_number(town, client):
    publish(
        town, ("HT/2026/3", "浮岐村", "茶园承包", "资源", "出租", "郑承包"), above="", kind="village-contracts",
        headings=("合同编号", "村", "合同名称", "合同类型", "收付", "乙方"),
    )  # fmt: skip
    publish(
        town, (*line("2026-03-05", "1", "茶园承包款", "发包上交", income="6000"), "HT/2026/3"),
        above="公开单位：浮岐村", headings=(*HEADINGS, "合同编号"),
    )  # fmt: skip
    entry = LedgerLine.objects.get()
    assert entry.contract_number == Contract.objects.get().number
    assert Contract.objects.get().get_absolute_url() in client.get(entry.get_absolute_url()).text


@pytest.mark.parametrize(("written", "step"), [("党员大会", "party"), ("村民代表会议", "representatives"), ("两委会议", "consulted")])  # fmt: skip
def test_a_meeting_is_known_by_its_plain_name(town, written, step):
    batch = town.read(
        ("JY-1", "浮岐村", "修路", "工程", written, "2026-03-01"), kind="village-decisions",
        headings=("决议编号", "村", "事项", "类别", "程序", "会议日期"),
    )  # fmt: skip
    assert (batch.accepted, batch.rejected) == (1, 0), step
