"""Marks and tables of pictures, put together in Python: as template nodes a flow's hundred bands cost
more than the database needs for all of its page (script/bench web).
"""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from core.charts.flows import Flow, Node
from core.pictures import Picture
from core.templatetags.present import shown_cell


register = template.Library()
# Longer words would run into the next column.
_LETTERS = {True: 11, False: 24}


@register.simple_tag
def flow_marks(flow: Flow) -> SafeString:
    """The bands and nodes of a flow, with their words."""
    bands = format_html_join(
        "", '<path class="{}" d="{}"><title>{}</title></path>',
        (("came" if band.is_first else "went", band.path, band.said) for band in flow.bands),
    )  # fmt: skip
    return format_html("{}{}", bands, mark_safe("".join(_node(each, flow) for each in flow.nodes)))  # noqa: S308 - escaped where it is made


def _node(node: Node, flow: Flow) -> str:
    before = node.side == "before"
    x = node.x - 8 if before else node.behind + 8
    label = Truncator(node.label).chars(_LETTERS[not node.label.isascii()])
    return format_html(
        '<rect class="node" x="{}" y="{}" width="{}" height="{}"/>'
        '<text class="{}" x="{}" y="{}">{}</text><text class="{}" x="{}" y="{}">{}</text>',
        str(node.x), str(node.y), flow.node, str(node.height),
        "before" if before else "behind", f"{x:.1f}", f"{node.middle - 9:.1f}", label,
        "before said" if before else "said", f"{x:.1f}", f"{node.middle + 11:.1f}", node.said,
    )  # fmt: skip


@register.simple_tag
def picture_table(picture: Picture) -> SafeString:
    """The table that says all that a picture says."""
    kinds = [' class="number"' if figures else "" for figures in picture.numeric]
    labels = [conditional_escape(heading) for heading in picture.headings]
    heads = "".join(
        f'<th scope="col"{kind}>{label}</th>' for kind, label in zip(kinds, labels, strict=True)
    )
    lines = "".join(
        "<tr>" + f'<th scope="row">{conditional_escape(shown_cell(row[0]))}</th>'
        + "".join(
            f'<td{kinds[place]} data-label="{labels[place]}">{conditional_escape(shown_cell(cell))}</td>'
            for place, cell in enumerate(row[1:], start=1)
        )
        + "</tr>"
        for row in picture.rows
    )  # fmt: skip
    return mark_safe(  # noqa: S308 - every part is escaped where it is made
        f'<table class="cards compact-pair"><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>'
    )
