"""What a number format makes of the figure in a cell: another figure, another unit, or nothing."""

import re
from dataclasses import dataclass
from functools import lru_cache


# One sign of a format: a quoted text, an escaped or inserted character, a bracket, any other.
_SIGN = re.compile(r'"(?P<text>[^"]*)"?|[\\!](?P<one>.)|[_*].|\[[^\]]*\]|(?P<bare>.)', re.DOTALL)
_UNIT = re.compile(r"百万|[万亿千百]")
_DAY = re.compile(r"[ymdhsaegb年月日时分秒]", re.IGNORECASE)
_GENERAL = re.compile(r"general|g/通用格式|@", re.IGNORECASE)
# Among placeholders: per cent, a point (p) or figure (d) set in, or commas that divide by thousands.
_MOVED = re.compile(r"%|[0#?][.,]*p[.,]*[0#?]|[0#?][.,]*d|d[.,]*[0#?]|[0#?],+(?:p|\.|$)")
# Excel's own formats that a file names by number alone.
BUILT_IN = {9: "0%", 10: "0.00%"}


@dataclass(frozen=True, slots=True)
class Shown:
    """How a figure is shown: as another one, in `unit`, or not at all."""

    otherwise: bool = False
    unit: str | None = None
    hidden: bool = False
    # So many digits at least: noughts in front are only shown.
    digits: int = 0

    @property
    def tells(self) -> bool:
        """Whether the format says anything of the figure."""
        return self.otherwise or self.hidden or self.unit is not None or self.digits > 0

    def differs(self, unit: str) -> bool:
        """Whether a column of this unit says another amount than the cell shows."""
        return self.otherwise or self.hidden or (self.unit is not None and self.unit != unit)


@lru_cache(maxsize=1_000)
def read_format(code: str) -> Shown:
    """What a format code does to a figure above nought."""
    if not code or _GENERAL.search(re.sub(r'"[^"]*"', "", code)):
        return Shown()
    sections = _sections(code)
    # [>=10000]0!.0,"万";0 — with conditions any section may be the one that shows the figure.
    chosen = sections if re.search(r"\[[<>=]", code) else sections[:1]
    found = [_section(section) for section in chosen]
    return Shown(
        otherwise=any(each.otherwise for each in found),
        unit=next((each.unit for each in found if each.unit), None),
        hidden=any(each.hidden for each in found),
        digits=max(each.digits for each in found),
    )


def _sections(code: str) -> list[str]:
    """The parts of a code between its semicolons."""
    parts = [""]
    for match in _SIGN.finditer(code):
        if match["bare"] == ";":
            parts.append("")
        else:
            parts[-1] += match[0]
    return parts


def _section(section: str) -> Shown:
    """One section: its placeholders in order, and what stands between and around them."""
    core, words = "", ""
    for match in _SIGN.finditer(section):
        said = match["text"] if match["text"] is not None else match["one"]
        bare = match["bare"] or ""
        if said is not None:
            words += said
            # A point or a figure set between the digits moves them: 0!.0000, 0"00".
            core += "p" if re.search(r"[.．]", said) else "d" if re.search(r"\d", said) else ""
        elif bare in "0#?.,%":
            core += bare
        elif bare not in " +-()¥￥$/E" and bare:
            words += bare
    if not re.search(r"[0#?]", core):
        day = _DAY.search(re.sub(r'"[^"]*"', "", section))
        return Shown() if day else Shown(hidden=True)
    otherwise = bool(_MOVED.search(core))
    unit = _UNIT.search(words)
    digits = len(core) if re.fullmatch(r"0{8,}", core) else 0
    return Shown(otherwise=otherwise, unit=f"{unit[0]}元" if unit else None, digits=digits)
