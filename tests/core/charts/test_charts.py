"""What the server draws: columns that are as high as their sums, maps that stay in their frame."""

import re
from decimal import Decimal

from hypothesis import HealthCheck, given, settings, strategies as st

from core.charts.bars import bars_of
from core.charts.columns import HEIGHT, WIDTH, columns_of
from core.charts.flows import Link, flow_of
from core.charts.maps import Shape, map_of
from regions.selectors.shapes import shapes_of


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.decimals(0, 10**9, places=2), max_size=40))
def test_columns_stand_in_the_frame_and_keep_their_order(values):
    drawn = columns_of(values, [str(n) for n in range(len(values))], ["x"] * len(values))
    assert len(drawn.columns) == len(values)
    for value, each in zip(values, drawn.columns, strict=True):
        assert 0 <= each.x <= each.x + each.width <= WIDTH
        assert 0 <= each.y <= each.y + each.height <= HEIGHT
        assert bool(value) == bool(each.height), "what is there is seen, and nothing else"
    ordered = [height for _value, height in sorted(zip(values, (c.height for c in drawn.columns), strict=True))]  # fmt: skip
    assert ordered == sorted(ordered)
    assert sum(bool(each.label) for each in drawn.columns) <= 8
    assert sum(each.is_highest for each in drawn.columns) == any(values)


def square(code, west, south, size=1.0):
    east, north = west + size, south + size
    return Shape(
        code, ([(west, south), (east, south), (east, north), (west, north), (west, south)],)
    )


def test_a_map_shades_by_fifths_and_says_what_is_unknown():
    shapes = [square(str(n), 118 + n, 25) for n in range(6)]
    values = {str(n): Decimal(n * 100) for n in range(5)}
    drawn = map_of(shapes, values, {str(n): "县" for n in range(6)}, {"0": "甲县: ¥0.00"})
    assert [drawn.places[0].said, drawn.places[1].said] == ["甲县: ¥0.00", "县"]
    assert [place.shade for place in drawn.places] == [0, 1, 2, 3, 4, None]
    for place in drawn.places:
        numbers = list(map(int, re.findall(r"-?\d+", place.path.split("l")[0])))
        assert 0 <= numbers[0] <= drawn.width
        assert 0 <= numbers[1] <= drawn.height
    assert map_of([], {}, {}, {}) is None
    assert map_of(shapes, {}, {}, {}).breaks == ()


def test_every_county_of_fuzhou_is_drawn_small():
    codes = [f"3501{n:02d}000000" for n in (2, 3, 4, 5, 11, 12, 21, 22, 23, 24, 25, 28, 81)]
    shapes = shapes_of(codes)
    assert [shape.code for shape in shapes] == codes
    drawn = map_of(shapes, {}, dict.fromkeys(codes, "某县"), {})
    assert sum(len(place.path) for place in drawn.places) < 16_000


def test_bars_share_one_scale_and_the_little_is_seen():
    bars = bars_of(
        [("甲", [(Decimal(1000), "¥1000"), (Decimal(1), "¥1")]), ("乙", [(Decimal(0), "–")])]
    )
    widths = [bar.width for row in bars.rows for bar in row.bars]
    assert widths[0] == bars.width * 0.62
    assert widths[1:] == [2.0, 0.0]
    ends = [bar.y + bars.bar for row in bars.rows for bar in row.bars]
    assert ends == sorted(ends)
    assert ends[-1] <= bars.height
    assert bars_of([]).rows == ()


def test_a_flow_keeps_every_yuan_and_its_words_apart():
    first = [Link("市财政局", "低保", Decimal(900), ""), Link("县财政局", "低保", Decimal(100), "")]
    second = [Link("低保", f"{n}乡", Decimal(100), "") for n in range(10)]
    columns = [
        [("市财政局", "900"), ("县财政局", "100")], [("低保", "1000")],
        [(f"{n}乡", "100") for n in range(10)],
    ]  # fmt: skip
    flow = flow_of(columns, first, second)
    assert [len(column) for column in flow.columns] == [2, 1, 10]
    heights = [sum(node.height for node in column) for column in flow.columns]
    assert max(heights) - min(heights) < 1
    for column in flow.columns:
        middles = [node.middle for node in column]
        assert all(b - a > 38 for a, b in zip(middles, middles[1:], strict=False))
        assert column[-1].y + column[-1].height <= flow.height
    assert len(flow.bands) == 12
