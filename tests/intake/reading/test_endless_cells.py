"""No text that fits a cell keeps a reader busy: everything that looks at one grows with its length."""

import time

import numpy as np
import pytest

from core.personal_numbers import certain_numbers, personal_numbers
from core.redaction import clean_free_text, redact_error
from intake.reading import Field, UnusableFile, headings as wording, read_sheet
from intake.reading.cells import shown
from intake.reading.formats import recognise
from intake.reading.tables import lines
from regions.models.naming import normalise, written_keys
from regions.selectors import split_group
from tests.intake.reading import shelf
from tests.intake.reading.shelf import FIELDS, Grid


pytestmark = pytest.mark.timed
LONGEST = 32_767
UNITS = (
    "(", ")", " ", "1", "1,", "1 ", "1-", "1,234 ", "1\u200b", "· ", "[", "【", "<", "<!---->", "年", "月",
    "2018年", "制表", "填报单位(", "单位:", "合计", "第1页", "1组", "组", "村委会", "身份证", "=\"", "x)", "\n", "日期 ",
    "\u3000", "\ufdfa", "20", "0.", "账号 1",
)  # fmt: skip
LOOKS = {
    "key": wording.key,
    "unit": wording.unit_of,
    "clean": wording.clean,
    "shown": shown,
    "total": lambda text: lines.is_total(lines.texts_of([text]), []),
    "note": lambda text: lines.is_note(lines.texts_of([text, "x"])),
    "instruction": lambda text: lines.is_instruction([text], lines.texts_of([text]), []),
    "place": split_group,
    "name of a place": lambda text: written_keys(normalise(text)),
    "numbers": lambda text: list(personal_numbers(text)),
    "certain numbers": lambda text: list(certain_numbers(text)),
    "clean_free_text": clean_free_text,
    "log": redact_error,
    "html": lambda text: _recognised(("<" + text).encode()),
    "comments": lambda text: _recognised(text.encode()),
}


def _recognised(data):
    try:
        return recognise(data)
    except UnusableFile as refusal:
        return refusal.code


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_at_a_full_cell_takes_a_moment(look):
    slow = {}
    for unit in UNITS:
        text = (unit * (LONGEST // len(unit) + 1))[: LONGEST - 1] + "!"
        started = time.process_time()
        LOOKS[look](text)
        if (took := time.process_time() - started) > 1.5:
            slow[unit] = took
    assert not slow


@pytest.mark.parametrize(
    "heading", ["姓名", "身份证号", "银行账号", "金额", "所属期", "村", "备注"]
)
def test_a_row_with_an_endless_text_is_told_by_its_place(heading):
    for unit in ("(", " 1", "1-"):
        grid = Grid([shelf.HEADINGS, shelf.row(1, **{heading: unit * 5_000})])
        started = time.process_time()
        problems = read_sheet(shelf.csv_file(grid), "", FIELDS).problems

        assert time.process_time() - started < 2
        # Without its account, which stands beside the money, the row stands.
        severity = "warning" if heading == "银行账号" else "error"
        assert (2, "text-too-long", severity) in {(p.row, p.code, p.severity) for p in problems}


def test_cells_and_names_longer_than_excel_has_are_refused_by_place():
    grid = Grid([["村", "姓名"], ["a", "x" * (LONGEST + 1)]])
    with pytest.raises(UnusableFile) as refused:
        read_sheet(shelf.csv_file(grid), "", FIELDS)
    assert (refused.value.code, refused.value.params["place"]) == ("cell-too-long", "B2")
    assert "B2" in refused.value.message


@pytest.mark.parametrize("kind", ["number", "integer"])
@pytest.mark.parametrize("value", [10**8, -(10**8), 1e308, 10**13])
def test_figures_larger_than_any_column_are_errors_of_their_cell(kind, value):
    fields = [Field("name", "姓名", "name", required=True), Field("units", "数量", kind)]
    result = read_sheet(
        shelf.xlsx(Grid([["姓名", "数量"], ["陈小花", value], ["林大山", 99_999_999]])), "", fields
    )
    told = {(p.row, p.column, p.code) for p in result.problems}
    assert told == {(2, "B", "number-too-large")}


def test_figures_that_are_none_are_errors_of_their_cell():
    data = shelf.xlsx(Grid([["姓名", "身份证号", "金额"], ["陈小花", shelf.identity(1), 1.5]]))
    for figure in (b"NaN", b"1e999", b"-inf"):
        changed = shelf.rezipped(data, b"<v>1.5</v>", b"<v>" + figure + b"</v>")
        fields = [f for f in FIELDS if f.name in ("name", "identity", "amount")]
        told = _told(changed, fields)
        assert told in ({"C"}, {"file-damaged"})


def _told(data, fields):
    """The columns with errors, or why the whole file was refused."""
    try:
        problems = read_sheet(data, "", fields).problems
    except UnusableFile as refusal:
        return {refusal.code}
    return {p.column for p in problems if p.severity == "error"}


def test_sheets_keep_their_values_when_one_cell_is_endless():
    column = np.array(["x" * 3_000, "b"], dtype=object)
    from intake.reading.columns import _without_endless

    kept, endless = _without_endless(Field("remark", "备注", "text"), column)
    assert (kept.tolist(), list(endless)) == (["", "b"], [0])
    assert column[0] == "x" * 3_000
