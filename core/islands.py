"""Chinese inside a page of another language gets `lang="zh-Hans"` (WCAG 2.2, 3.1.2).

Done once over the finished HTML: names of programmes, places, offices and people come from so many
templates that none could be trusted to mark them all.
"""

from __future__ import annotations

import re


LANG = ' lang="zh-Hans"'
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# What may stand between two Chinese characters without ending the passage.
_WITHIN = f"{_HAN}\u3001-\u3006\u3008-\u303f\uff01-\uffee0-9 ·–—“”‘’*"
_PASSAGE = re.compile(f"[{_HAN}](?:[{_WITHIN}]*[{_HAN}\u3001-\u303f\uff01-\uffee])?")
_CHINESE = re.compile(f"[{_HAN}]")
_LATIN = re.compile("[A-Za-z]")
_ENTITY = re.compile("&#?[a-z0-9]+;", re.IGNORECASE)
# A tag, a comment or a declaration; quoted values may hold ">".
_MARKUP = re.compile(r"""(<!--.*?-->|<[/!]?[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>)""", re.DOTALL)
_NAME = re.compile(r"</?([a-zA-Z][\w-]*)")
_OWN_LANG = re.compile(r"""\slang=["']?([\w-]+)""")
_VALUE = re.compile(r"""\s(?:value|placeholder)=(?:"([^"]*)"|'([^']*)')""")
_UNREAD = ("script", "style")
# They hold text only: the element itself has to bear the mark.
_PLAIN = ("title", "option", "textarea", "text", "tspan", "desc")


class _Marker:
    """One walk over the pieces of a page, tags and texts by turns."""

    def __init__(self, pieces: list[str]) -> None:
        self.pieces = pieces
        # The element whose content is left alone, and how many of its name are open inside it.
        self.left_alone, self.depth = "", 0

    def run(self) -> str:
        for place, piece in enumerate(self.pieces):
            if place % 2:
                self._tag(place, piece)
            elif not self.left_alone and _CHINESE.search(piece):
                self._text(place, piece)
        return "".join(self.pieces)

    def _tag(self, place: int, tag: str) -> None:
        found = _NAME.match(tag)
        if found is None:
            return
        name, closes = found[1].lower(), tag.startswith("</")
        if self.left_alone:
            if name == self.left_alone:
                self.depth += -1 if closes else not tag.endswith("/>")
                if not self.depth:
                    self.left_alone = ""
            return
        if closes:
            return
        if name in _UNREAD or (_lang_of(tag).startswith("zh") and name not in ("html", "input")):
            self.left_alone, self.depth = name, 1
        elif name == "input" and not _lang_of(tag):
            shown = _VALUE.search(tag)
            if shown and _CHINESE.search(shown[1] or shown[2] or ""):
                self.pieces[place] = _marked(tag)

    def _text(self, place: int, text: str) -> None:
        before = self.pieces[place - 1] if place else ""
        after = self.pieces[place + 1] if place + 1 < len(self.pieces) else ""
        opened, closed = _NAME.match(before), _NAME.match(after)
        alone = (
            opened is not None and closed is not None and opened[1] == closed[1]
            and not before.startswith("</") and after.startswith("</") and not _lang_of(before)
        )  # fmt: skip
        plain = opened is not None and opened[1].lower() in _PLAIN
        if alone and (plain or not _LATIN.search(_ENTITY.sub("", text))):
            self.pieces[place - 1] = _marked(before)
            return
        marked = _PASSAGE.sub(lambda passage: f"<bdi{LANG}>{passage[0]}</bdi>", text)
        # One piece of a line stays one, for whoever lays pieces out.
        self.pieces[place] = marked if _is_one(text) else f"<bdi>{marked}</bdi>"


def _is_one(text: str) -> bool:
    passage = _PASSAGE.fullmatch(text.strip())
    return passage is not None


def _lang_of(tag: str) -> str:
    found = _OWN_LANG.search(tag)
    return found[1].lower() if found else ""


def _marked(tag: str) -> str:
    end = -2 if tag.endswith("/>") else -1
    return f"{tag[:end].rstrip()}{LANG}{tag[end:]}"


def with_marked_islands(html: str) -> str:
    """The same page with every Chinese passage marked; in time that grows with its length."""
    return _Marker(_MARKUP.split(html)).run()
