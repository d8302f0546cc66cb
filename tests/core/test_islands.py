"""Chinese passages of an English page bear their language."""

import pytest

from core.islands import with_marked_islands


ZH = ' lang="zh-Hans"'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Alone in its element: the element says it, and no box is added.
        ("<td class='a'>高龄津贴</td>", f"<td class='a'{ZH}>高龄津贴</td>"),
        ("<th>张* 2026年（八组）</th>", f"<th{ZH}>张* 2026年（八组）</th>"),
        # Mixed with English.
        (
            "<p>Paid in 浮岐村 (8组), 2026</p>",
            f"<p><bdi>Paid in <bdi{ZH}>浮岐村</bdi> (8<bdi{ZH}>组</bdi>), 2026</bdi></p>",
        ),
        ("<p><b>x</b>浮岐</p>", f"<p><b>x</b><bdi{ZH}>浮岐</bdi></p>"),
        # What holds text only.
        ("<title>浮岐 · Mingbai</title>", f"<title{ZH}>浮岐 · Mingbai</title>"),
        ("<option value='1'>长乐 (all)</option>", f"<option value='1'{ZH}>长乐 (all)</option>"),
        ('<input value="陈 > 秀" />', f'<input value="陈 > 秀"{ZH}/>'),
        # Marked already, or not read.
        ('<a lang="zh-Hans"><a>中</a>文</a>x', '<a lang="zh-Hans"><a>中</a>文</a>x'),
        ('<a lang="zh-Hans">中文</a>中', f'<a lang="zh-Hans">中文</a><bdi{ZH}>中</bdi>'),
        ("<script>f('中')</script><style>/* 中 */</style>", "<script>f('中')</script><style>/* 中 */</style>"),
        ("<!-- 中 --><p>a &amp; b</p>", "<!-- 中 --><p>a &amp; b</p>"),
        ('<html lang="zh-Hans"><p>中</p></html>', f'<html lang="zh-Hans"><p{ZH}>中</p></html>'),
        ("<p data-x='a > b'>1 < 2 中</p>", f"<p data-x='a > b'{ZH}>1 < 2 中</p>"),
    ],
)  # fmt: skip
def test_every_passage_is_marked_once(before, after):
    assert with_marked_islands(before) == after
    assert with_marked_islands(after) == after
