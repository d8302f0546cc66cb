"""What a child reads comes back the same, and whatever happens to it is a plain refusal."""

import datetime
import os
import time
from decimal import Decimal

import pandas as pd
import pytest

from core.bounded import Bounds
from intake.reading import Field, UnusableFile, apart, read_sheet
from intake.reading.carrying import pack, unpack
from tests.intake.reading import shelf
from tests.intake.reading.shelf import FIELDS, HEADINGS, MARCH, Grid, row


pytestmark = pytest.mark.in_a_child


EVERY_KIND = (
    *FIELDS,
    Field("units", "数量", "number"),
    Field("persons", "人数", "integer"),
    Field("paid_on", "发放日期", "date"),
    Field("month", "月", "month"),
    Field("state", "状态", "choice", choices={"是": True, "否": False}),
)


def every_kind():
    extra = ["数量", "人数", "发放日期", "月", "状态"]
    rows = [
        [*row(1), 1.25, 3, "2018-03-05", "2018-03", "是"],
        [*row(2), "", "", "", "", "否"],
        [*row(3, 金额="x", 备注="a"), "3", "2", "2018-03-07", "2018-04", ""],
    ]
    return shelf.xlsx(
        Grid([["发放表 单位:元"], [*HEADINGS, *extra], *rows], name="一"),
        Grid([[*HEADINGS, *extra, "大名"], [*row(4), 1, 1, "", "", "", "x"]], name="二"),
    )


@pytest.mark.parametrize("make", [every_kind, lambda: shelf.csv_file(shelf.plain(row(1)))])
def test_a_reading_is_the_same_after_the_way_back(make):
    data = make()
    here = read_sheet(data, "", EVERY_KIND, default_period=MARCH)
    there = apart.read_sheet(data, "", EVERY_KIND, default_period=MARCH)

    pd.testing.assert_frame_equal(here.frame, there.frame)
    assert [list(map(type, here.frame[c])) for c in here.frame] == [
        list(map(type, there.frame[c])) for c in there.frame
    ]
    assert (here.problems, here.tables, here.unmapped) == (
        there.problems, there.tables, there.unmapped,
    )  # fmt: skip


def test_what_is_asked_comes_back_too():
    data = shelf.xlsx(Grid([["村", "大名", "身份证号", "金额"], ["浮岐村", "陈", "1", 3]]))
    here = read_sheet(data, "", FIELDS)
    there = unpack(pack(here), FIELDS)
    assert there.unmapped
    assert there.unmapped == here.unmapped
    pd.testing.assert_frame_equal(here.frame, there.frame)


def test_values_keep_their_types():
    frame = pd.DataFrame(
        {
            "day": pd.Series([datetime.date(2020, 1, 2), None], dtype=object),
            "number": pd.Series([Decimal("1.2500"), None], dtype=object),
        }
    )
    from intake.reading.read import Reading

    back = unpack(pack(Reading(frame=frame)), ())
    assert back.frame["day"].tolist() == [datetime.date(2020, 1, 2), None]
    assert str(back.frame["number"][0]) == "1.2500"


@pytest.mark.parametrize(
    ("work", "code"),
    [
        (lambda *_a, **_k: time.sleep(60), "file-too-slow"),
        (lambda *_a, **_k: bytes(3 * 2**30), "file-too-much-memory"),
        (lambda *_a, **_k: os.abort(), "file-crashed"),
    ],
)
def test_a_reader_out_of_bounds_is_a_refusal_with_a_sentence(monkeypatch, work, code):
    monkeypatch.setattr("intake.reading.read.read_sheet", work)
    with pytest.raises(UnusableFile) as refused:
        apart.read_sheet(b"x", "", FIELDS, bounds=Bounds(seconds=1))
    assert refused.value.code == code
    assert "workbook" in refused.value.message


def test_a_refusal_of_the_reader_comes_through_with_its_place():
    with pytest.raises(UnusableFile) as refused:
        apart.read_sheet(b"%PDF-1.4", "", FIELDS)
    assert (refused.value.code, refused.value.params) == ("file-not-a-sheet", {"kind": "pdf"})


def test_progress_is_heard_while_the_child_reads():
    heard = []
    apart.read_sheet(
        shelf.xlsx(shelf.plain(row(1))), "", FIELDS, progress=lambda *step: heard.append(step)
    )
    assert heard[0] == ("open", 0, 1)
    assert heard[-1] == ("check", 1, 1)


def test_a_workbook_too_heavy_to_mark_comes_with_its_bad_rows_then_as_a_list(monkeypatch):
    import io

    from openpyxl import load_workbook

    data = shelf.xlsx(shelf.plain(*[row(n) for n in range(1, 50)], row(60, 金额="x")))
    problems = read_sheet(data, "", FIELDS).problems
    place = next(p for p in problems if p.code == "amount-unreadable")
    monkeypatch.setattr("intake.reading.markup._own", lambda _data: time.sleep(60))
    short = Bounds(seconds=2)
    book = load_workbook(io.BytesIO(apart.mark_up(data, "", problems, bounds=short)))
    sheet = book[place.sheet]
    assert sheet[f"{place.column}{place.row}"].comment.text
    assert sheet[f"A{place.row}"].value is not None
    assert sheet["A40"].value is None
    monkeypatch.setattr("intake.reading.markup.mark_up", lambda *_a, **_k: os.abort())
    book = load_workbook(io.BytesIO(apart.mark_up(data, "", problems, bounds=short)))
    assert len(book.sheetnames) == 1
    assert book.active["D3"].value == problems[0].message
