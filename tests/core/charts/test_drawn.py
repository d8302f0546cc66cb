"""Pictures put together in Python: nothing of a name becomes markup."""

from decimal import Decimal

from core.charts.flows import Link, flow_of
from core.pictures import Picture
from core.templatetags.drawn import flow_marks, picture_table


EVIL = "<script>&"


def test_words_of_pictures_are_escaped_and_figures_stand_right():
    flow = flow_of(
        [[(EVIL, "¥1")], [("低保", "¥1")], [("某乡", "¥1")]],
        [Link(EVIL, "低保", Decimal(1), EVIL)], [Link("低保", "某乡", Decimal(1), "")],
    )  # fmt: skip
    picture = Picture(
        kind="flow", shape="flow", title="", sentence="", headings=("谁", EVIL, "元"),
        rows=((EVIL, "低保", Decimal("1.5")),), drawn=flow, query={},
    )  # fmt: skip
    marks, table = flow_marks(flow), picture_table(picture)
    for made in (marks, table):
        assert "<script" not in made
        assert "&lt;script&gt;&amp;" in made
    assert '<td class="number" data-label="元">¥1.50</td>' in table
    assert '<th scope="col">谁</th>' in table
    assert marks.count("<path") == 2
    assert marks.count("<rect") == 3
