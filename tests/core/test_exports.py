import pytest

from core.exports import neutralised


@pytest.mark.parametrize("opener", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_text(opener):
    assert neutralised([f"{opener}HYPERLINK(1)"]) == [f"'{opener}HYPERLINK(1)"]


def test_other_values_stay():
    assert neutralised(["张三", -5, None]) == ["张三", -5, None]
