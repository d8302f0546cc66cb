"""Text files: what leaves one reading is read, what does not is refused by place."""

import csv
import io

import pytest
from hypothesis import given, settings, strategies as st

from intake.reading.encoding import decode, encoding_of
from intake.reading.limits import Limits
from intake.reading.mapping import Field
from intake.reading.problems import UnusableFile
from intake.reading.read import read_sheet
from intake.reading.workbooks.delimited import read


FIELDS = (
    Field("name", "姓名", "name", required=True),
    Field("amount", "金额", "amount", required=True),
    Field("note", "备注", "text"),
)
HEADING = "姓名,金额,备注"
NAMES = ("陈秀英", "林国平", "黄美珠", "郑大山", "王小花", "吴建国")
CELL = st.text(alphabet='甲乙丙丁12 ,"\t\n;', max_size=8)


def rows_of(text, encoding="utf-8"):
    return read(text.encode(encoding), Limits())[0].cells.tolist()


def reading(text, encoding="utf-8"):
    return read_sheet(text.encode(encoding), "a.csv", FIELDS)


def one_reading(text):
    """The rows below the heading; None where the file is refused for its marks."""
    try:
        return rows_of(text)[1:]
    except UnusableFile:
        return None


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_a_program_wrote_is_read_as_it_was_or_refused(rows):
    """A writer that quotes everything leaves one reading unless a cell looks like whole rows."""
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([HEADING.split(","), *rows])
    kept = one_reading(file.getvalue())
    while rows and not any(rows[-1]):
        rows = rows[:-1]
    assert kept in (None, rows)


@settings(deadline=None)
@given(
    at=st.integers(0, len(NAMES) - 1),
    column=st.integers(0, 2),
    place=st.sampled_from(["before", "after", "inside"]),
)
def test_a_stray_mark_swallows_no_row(at, column, place):
    rows = [[name, "100", "五保户"] for name in NAMES]
    cell = rows[at][column]
    marked = {"before": f'"{cell}', "after": f'{cell}"', "inside": f'{cell[:1]}"{cell[1:]}'}[place]
    rows[at][column] = marked
    found = rows_of("\n".join([HEADING, *(",".join(row) for row in rows)]))
    assert len(found) == len(NAMES) + 1
    assert found[at + 1] == rows[at]


def test_a_stray_mark_is_told_by_its_line():
    found = reading("\n".join([HEADING, "陈秀英,100,", '林国平,200,"五保户', "黄美珠,300,"]))
    assert found.frame["amount"].tolist() == [10000, 20000, 30000]
    assert [(p.code, p.row, p.severity) for p in found.problems] == [("csv-quote", 3, "warning")]


@pytest.mark.parametrize(
    "lines",
    [
        # Two marks that belong to each other, or to nothing: both readings are whole.
        ["陈秀英,100,", '林国平,200,"五保户', '黄美珠,300,已核"', "郑大山,400,"],
        # The rest of the line is not what a closed cell leaves, and the line is too short.
        ["陈秀英,100,", '林国平,"200', "黄美珠,300,"],
    ],
)
def test_what_leaves_two_readings_is_refused(lines):
    with pytest.raises(UnusableFile) as refusal:
        rows_of("\n".join([HEADING, *lines]))
    assert (refusal.value.code, refusal.value.params["row"]) == ("csv-quote-open", 3)


def test_a_cell_over_several_lines_is_one_cell():
    found = rows_of('姓名,金额,备注\r\n陈秀英,100,"一\r\n二, 三"\r\n林国平,200,\r\n')
    assert found[1:] == [["陈秀英", "100", "一\n二, 三"], ["林国平", "200", ""]]


def test_a_line_longer_than_the_headings_is_refused():
    """An unquoted 1,200 is 1 in the amount's column and 200 in the next."""
    found = reading("\n".join([HEADING, "陈秀英,100,x", "林国平,1,200,y", "黄美珠,300,z"]))
    assert found.frame["_ok"].tolist() == [True, False, True]
    (problem,) = found.problems
    assert (problem.code, problem.row) == ("row-longer", 3)
    assert problem.params == {"cells": 4, "headings": 3}


def test_empty_cells_behind_the_last_are_nothing():
    found = reading("\n".join([HEADING, "陈秀英,100,x,,,", "林国平,200"]))
    assert (found.frame["_ok"].tolist(), found.problems) == ([True, True], [])


TEXT = "\n".join([HEADING, *(f"{name},100,五保户已核实" for name in NAMES * 4)])


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8-sig"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"),
        ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"),
    ],
)  # fmt: skip
def test_every_encoding_is_told(encoding, told):
    data = TEXT.encode(encoding)
    assert encoding_of(data) == told
    assert decode(data) == TEXT


@settings(deadline=None)
@given(at=st.integers(0, len(TEXT.encode()) - 1), encoding=st.sampled_from(["utf-8", "gb18030"]))
def test_one_lost_byte_spoils_one_character(at, encoding):
    """All other cells are as they were; the broken one is unreadable, never another name."""
    data = TEXT.encode(encoding)
    at %= len(data)
    text = decode(data[:at] + data[at + 1 :])
    was, now = TEXT.splitlines(), text.splitlines()
    if encoding == "utf-8":
        assert sum(line not in was for line in now) <= 1
    else:
        # In GB18030 a lost half shifts its neighbours, up to the next figure or mark.
        assert sum(line not in was for line in now) <= 1 or len(now) < len(was)


def test_a_name_with_a_broken_character_is_refused_alone():
    data = TEXT.encode().replace("林国平".encode(), "林国平".encode()[:-1], 1)
    found = read_sheet(data, "a.csv", FIELDS)
    assert [(p.code, p.row) for p in found.problems] == [("name-garbled", 3)]
    assert int(found.frame["_ok"].sum()) == len(NAMES) * 4 - 1
