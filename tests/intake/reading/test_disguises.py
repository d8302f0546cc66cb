"""Whatever disguise a clean row wears, it is read back whole and without error."""

import datetime
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings, strategies as st

from intake.reading import read_sheet

from . import shelf
from .shelf import FIELDS, Grid, identity


COLUMNS = ("village", "head_name", "head_identity", "payee_name", "payee_identity", "name",
           "identity", "account", "amount", "period", "remark")  # fmt: skip
SURNAMES = "王李张刘陈杨黄吴何计小合"
GIVEN = "伟芳娜秀英敏静计合总审核注"


@dataclass(frozen=True)
class Clean:
    """A row as it truly is; amount in fen, period as first and last day."""

    village: str
    head_name: str
    head_identity: str
    payee_name: str
    payee_identity: str
    name: str
    identity: str
    account: str
    amount: int
    period: tuple[datetime.date, datetime.date]
    remark: str | None


def month(year: int, number: int) -> tuple[datetime.date, datetime.date]:
    first = datetime.date(year, number, 1)
    following = (first + datetime.timedelta(days=31)).replace(day=1)
    return first, following - datetime.timedelta(days=1)


names = st.builds(
    lambda a, b: a + "".join(b),
    st.sampled_from(SURNAMES),
    st.lists(st.sampled_from(GIVEN), min_size=1, max_size=2),
) | st.sampled_from(["阿卜杜拉·买买提", "何计", "小计", "合计"])
numbers = st.builds(
    identity,
    st.integers(1, 999),
    st.dates(datetime.date(1921, 1, 1), datetime.date(1999, 12, 31)).map(
        lambda d: d.strftime("%Y%m%d")
    ),
    st.sampled_from(["350181", "430321", "110101"]),
)
clean_rows = st.builds(
    Clean,
    village=st.sampled_from(["浮岐村", "小计村", "合计村", "第一村"]),
    head_name=names,
    head_identity=numbers,
    payee_name=names,
    payee_identity=numbers,
    name=names,
    identity=numbers,
    account=st.integers(10**11, 10**18).map(str),
    amount=st.integers(1, 10**8),
    period=st.builds(month, st.integers(2015, 2020), st.integers(1, 12)),
    remark=st.sampled_from([None, "合计", "制表人：张三", "补发", "备注：无", "+1"]),
)


def full_width(text: str) -> str:
    return text.translate({48 + d: 0xFF10 + d for d in range(10)})


identity_looks = st.sampled_from([
    str,
    str.lower,
    lambda n: f"'{n}",
    lambda n: f" {n[:6]} {n[6:14]} {n[14:]}\u200b",
    lambda n: full_width(n),
    lambda n: n.replace("X", "×"),
    lambda n: n[:6] + n[8:17],
    lambda n: f"{n}\n",
])  # fmt: skip
name_looks = st.sampled_from([
    str,
    lambda n: f" {n}　",
    lambda n: " ".join(n) if "·" not in n else n.replace("·", "•"),
    lambda n: f"{n}\u200b",
])  # fmt: skip
account_looks = st.sampled_from([
    str,
    lambda a: " ".join(a[i : i + 4] for i in range(0, len(a), 4)),
    lambda a: f"'{a}",
    full_width,
])  # fmt: skip
amount_looks = st.sampled_from([
    lambda f: f / 100,
    lambda f: f / 100 + 1e-9,
    lambda f: f"{f / 100:,.2f}元",
    lambda f: f"￥{f / 100:.2f}",
    lambda f: full_width(f"{f / 100:.2f}"),
    lambda f: f"{f // 100}.{f % 100:02d}",
    lambda f: f"{f / 1_000_000:.6f}万元",
])  # fmt: skip
period_looks = st.sampled_from([
    lambda p: f"{p[0]:%Y-%m}",
    lambda p: f"{p[0].year}.{p[0].month}",
    lambda p: f"{p[0].year}年{p[0].month}月",
    lambda p: f"{p[0].year}年{p[0].month:02d}月份",
    lambda p: f"{p[0]:%Y%m}",
    lambda p: p[0],
    lambda p: float((p[0] - datetime.date(1899, 12, 30)).days),
    lambda p: f"{p[0].year}/{p[0].month}/15",
    lambda p: f"{p[0].year}.{p[0].month}-{p[0].month}",
])  # fmt: skip
HEADS = {
    "village": ["村", "村\n（居）委会*", "行政村"],
    "head_name": ["户主姓名", "姓名（户主）", "*户主"],
    "head_identity": ["户主身份证号码", "户主\n身份证号*"],
    "payee_name": ["收款人", "领款人", "收款人　姓名"],
    "payee_identity": ["收款人身份证号", "收款人身份证号码（18位）"],
    "name": ["姓名", "姓　名*", "享受人", "享受人姓名【必填】"],
    "identity": ["享受人身份证号", "享受人\n身份证", "身份证号码"],
    "account": ["银行账号", "银行帐号（一卡通）", "社保卡号码"],
    "amount": ["补贴金额", "补贴金额（元）", "发放金额\n(元)", "金额"],
    "period": ["所属期", "发放月份", "所属月份（如2018-03）"],
    "remark": ["备注", "备 注"],
}


@st.composite
def disguised(draw):
    """(clean rows, bytes of a file that holds them in disguise)."""
    rows = draw(st.lists(clean_rows, min_size=1, max_size=8))
    order = draw(st.permutations(COLUMNS))
    looks = {
        "head_name": name_looks, "payee_name": name_looks, "name": name_looks,
        "head_identity": identity_looks, "payee_identity": identity_looks,
        "identity": identity_looks, "account": account_looks, "amount": amount_looks,
        "period": period_looks,
    }  # fmt: skip
    serial = draw(st.booleans())
    heads = (["序号"] if serial else []) + [draw(st.sampled_from(HEADS[c])) for c in order]
    width = len(heads)

    def line(*cells):
        return [*cells, *[""] * (width - len(cells))]

    def written(number, clean):
        cells = [number] if serial else []
        for column in order:
            value = getattr(clean, column)
            cells.append(
                "" if value is None else draw(looks[column])(value) if column in looks else value
            )
        return cells

    above = draw(st.lists(st.sampled_from([
        line("2018年农村低保金发放花名册"),
        line("填报单位：海口镇   单位：元   填表日期：2019年5月6日"),
        line(),
    ]), max_size=3, unique_by=str))  # fmt: skip
    grid = [*above, heads]
    if draw(st.booleans()):
        grid.append([*map(str, range(1, width + 1))])
    if draw(st.booleans()):
        grid.append(line("填写说明：请勿更改表头"))
    at_amount = order.index("amount") + serial
    for number, clean in enumerate(rows, 1):
        grid.append(written(number, clean))
        if draw(st.integers(0, 5)) == 0:
            grid.append(line())
        if draw(st.integers(0, 5)) == 0:
            grid.extend([*above, heads])
        if at_amount and draw(st.integers(0, 5)) == 0:
            total = line(draw(st.sampled_from(["小 计", "本页小计", "累计"])))
            total[at_amount] = sum(r.amount for r in rows[:number]) / 100
            grid.append(total)
    if at_amount and draw(st.booleans()):
        total = line(draw(st.sampled_from(["合计", "合　计：", "总计"])))
        total[at_amount] = f"{sum(r.amount for r in rows) / 100:,.2f}"
        grid.append(total)
    grid += draw(st.lists(st.sampled_from([
        line("制表人：张三", "", "审核：李四"), line("备注：1、一式三份"), line("（盖章）"), line(),
    ]), max_size=4))  # fmt: skip
    make = draw(st.sampled_from([
        shelf.xlsx, shelf.xls, shelf.html_file, shelf.csv_file,
        lambda g: shelf.csv_file(g, "utf-8-sig"),
        lambda g: shelf.csv_file(g, "gb18030", ";"),
        lambda g: shelf.csv_file(g, "utf-16", "\t"),
    ]))  # fmt: skip
    return rows, make(Grid(grid))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(disguised())
def test_a_clean_row_survives_every_disguise(case):
    rows, data = case
    result = read_sheet(data, "", FIELDS)
    assert [(p.row, p.column, p.code) for p in result.problems if p.severity == "error"] == []
    assert len(result.frame) == len(rows)
    for clean, (_, got) in zip(rows, result.frame.iterrows(), strict=True):
        for column in COLUMNS:
            value = got[column] if column != "period" else (got["period_from"], got["period_to"])
            assert value == getattr(clean, column), column
