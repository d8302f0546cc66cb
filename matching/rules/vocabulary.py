"""What words of registries and rosters mean: the country's lists, and how a cell is read by a list.

A cell is read whole: it is a word of the list, or made up of its words to the last character and
they agree. Whatever else it says is unknown; nobody is accused by it, and it is told.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy


# Registry and column: ("vehicles", "status"); of rosters ("payments", "recipient_class").
Place = tuple[str, str]
FILE = Path(__file__).with_name("words.toml")
NEUTRAL = "neutral"
ROSTERS = "payments"
MEANINGS: dict[str, str | Promise] = {
    NEUTRAL: _("says nothing by itself"),
    "employed": _("on the payroll"),
    "retired": _("retired, with a pension of the state"),
    "outside": _("hired outside the establishment"),
    "survivor": _("survivor of somebody on the payroll"),
    "left": _("left the payroll"),
    "car": _("a car"),
    "van": _("a van"),
    "lorry": _("a lorry"),
    "motorcycle": _("a motorcycle"),
    "electric-bicycle": _("an electric bicycle or tricycle"),
    "wheelchair": _("a vehicle for the disabled"),
    "farm": _("a farm machine"),
    "private": _("private use"),
    "commercial": _("commercial use: a livelihood"),
    "public": _("public use"),
    "in-use": _("in use"),
    "gone": _("sold, scrapped or gone"),
    "home": _("a home"),
    "commercial-property": _("a shop, an office or a workshop"),
    "farmhouse": _("a house on the homestead"),
    "beside-a-home": _("a garage or storeroom"),
    "bought": _("bought, built or given"),
    "inherited": _("inherited"),
    "resettled": _("given for a demolished home"),
    "open": _("in business"),
    "closed": _("out of business"),
    "owner": _("owner or shareholder"),
    "officer": _("officer of the business"),
    "member": _("member or employee"),
    "wage": _("based on a wage"),
    "chosen": _("on a base chosen by oneself"),
    "residents": _("flat insurance of residents"),
    "custody": _("in custody"),
    "not-held": _("under supervision at home"),
    "released": _("released"),
    "together": _("lives in the household"),
    "apart": _("lives apart"),
    "self": _("the cadre"),
    "relative": _("a relative of the cadre"),
    "registered": _("registered here"),
    "moved-away": _("moved away"),
    "struck-off": _("struck off, but not by death"),
    "dead": _("dead"),
    "serving": _("in military service"),
    "at-home": _("cared for at home"),
    "institution": _("cared for in an institution"),
    "orphan": _("an orphan"),
    "unattended": _("a child whom nobody cares for"),
    "limb": _("limbs"),
    "mind": _("mind or intellect"),
    "multiple": _("several disabilities"),
    "sense": _("sight, hearing or speech"),
    "farmland": _("farmland"),
    "forest": _("forest or grassland"),
    "child": _("a child"),
    "schooling": _("in school"),
    "leased": _("leased or reclaimed land"),
    "back-pay": _("paid later for earlier months"),
    "funeral": _("for the bereaved"),
    "unsaid": pgettext_lazy("word", "nothing to note"),
}
_SPACES = re.compile(r"\s+")
_BETWEEN = frozenset("()[]{}<>、,;:/|·.—-_+&和及与")


@dataclass(frozen=True, slots=True)
class WordList:
    """The words of one column by their meaning; `plain` is what a cell without any says.

    Where they are `joined` a cell may say several things, as where each can only excuse; else words
    that do not agree say nothing.
    """

    words: Mapping[str, str]
    plain: str | None = None
    meanings: tuple[str, ...] = field(default=())
    joined: bool = False

    def with_words(self, more: Mapping[str, str]) -> WordList:
        """The same with further words, which win."""
        plain = more.get("", self.plain)
        added = {normal(word): meaning for word, meaning in more.items()}
        return WordList({**self.words, **added}, plain, self.meanings, self.joined)

    def says(self, cell: str) -> frozenset[str]:
        """What a cell says; nothing if that is not known."""
        text = normal(cell)
        if text in self.words:
            meanings: frozenset[str] | None = frozenset({self.words[text]})
        else:
            meanings = self._made_up_of(text)
        if meanings is None:
            return frozenset()
        found = meanings - {NEUTRAL} or frozenset({self.plain} if self.plain else ())
        return found if len(found) == 1 or self.joined else frozenset()

    def _made_up_of(self, text: str) -> frozenset[str] | None:
        """The meanings of the fewest words that make up the text; None if none do."""
        best: list[tuple[int, frozenset[str]] | None] = [(0, frozenset())]
        for end in range(1, len(text) + 1):
            found: tuple[int, frozenset[str]] | None = None
            for start in range(end):
                before, piece = best[start], text[start:end]
                if before is None:
                    continue
                if piece in self.words:
                    now = (before[0] + 1, before[1] | {self.words[piece]})
                elif piece in _BETWEEN:
                    now = before
                else:
                    continue
                if found is None or now[0] < found[0]:
                    found = now
                elif now[0] == found[0]:
                    # Two ways to read it: both count, and if they differ it says nothing.
                    found = (now[0], found[1] | now[1])
            best.append(found)
        last = best[-1]
        return last and last[1]


def normal(cell: str) -> str:
    """A cell as words are compared: full-width signs, spaces and capitals make no difference."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", cell)).casefold()


@cache
def country() -> dict[Place, WordList]:
    """The lists that hold everywhere, as words.toml has them."""
    lists = {}
    for registry, columns in tomllib.loads(FILE.read_text(encoding="utf-8")).items():
        for column, said in columns.items():
            meanings = tuple(key for key in said if key not in ("plain", "joined", NEUTRAL))
            words = {
                normal(word): meaning
                for meaning in (*meanings, NEUTRAL)
                for word in said.get(meaning, ())
            }
            lists[registry, column] = WordList(
                words, said.get("plain"), meanings, said.get("joined", False)
            )
    return lists


@cache
def digest_of(place: Place) -> str:
    """Changes when the country's list of a column does."""
    known = country()[place]
    text = json.dumps([known.plain, sorted(known.words.items())], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
