"""How names of divisions are written, and how they are brought to one form.

Pure functions over strings. A village of the register is called 浮岐村委会, 际兜村村民委员会,
兴合村, 白云社区居委会 or 螺洲居委会; people write 浮岐, 浮岐村, 浮岐村委会, 浮岐村民委员会.
Both sides are reduced to *cores* with a *kind*, and match when a core is equal and the kinds
do not exclude each other.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from regions.choices import RegionLevel


class Kind(enum.IntFlag):
    """What a writing says about the place; kinds match when they overlap."""

    VILLAGE = 1
    COMMUNITY = 2
    OTHER = 4
    UPPER = 8
    ANY = 15


# 委员会 and its slips in the register and in sheets: 委委会, 员会会, 季会, 村委, 村会.
COMMITTEE = re.compile(
    r"^(?P<base>.+?)(?P<body>村民|居民|村|居|社区)(?:委员会|委委会|员会|委会|季会|委|会)会?$"
)
SEPARATORS = re.compile(r"[\s\-_/\\,，、.。·>》:：;；'\"“”‘’*|→]+")
# Names under which the packages keep counties that belong to no real prefecture.
PLACEHOLDERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})

_ETHNIC = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|"
    "东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|"
    "俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺"
)
_TAILS = {
    RegionLevel.PROVINCE: rf"(?:(?:{_ETHNIC})族?)*(?:自治区)|特别行政区|省|市",
    RegionLevel.PREFECTURE: rf"(?:(?:{_ETHNIC})族)+自治州|自治州|地区|盟|市",
    RegionLevel.COUNTY: rf"(?:(?:{_ETHNIC})族)+自治[县旗]|自治[县旗]|林区|特区|[区县市旗]",
    RegionLevel.TOWNSHIP: rf"(?:(?:{_ETHNIC})族)+乡|民族乡|街道办事处|街道|地区办事处|苏木|镇|乡",
}
_TAIL_PATTERNS = {
    level: re.compile(rf"^(?P<stem>.{{2,}}?)(?:{tail})$") for level, tail in _TAILS.items()
}
# What people still write after a county became a district, or a township a town.
_LENIENT = {
    RegionLevel.PROVINCE: ("省", "市"),
    RegionLevel.PREFECTURE: ("市", "地区"),
    RegionLevel.COUNTY: ("区", "县", "市"),
    RegionLevel.TOWNSHIP: ("镇", "乡", "街道", "街道办事处", "街道办", "办事处", "民族乡"),
}
_QUASI_VILLAGE = re.compile(r"^(?P<stem>.{2,}?)(?:虚拟)?(?:生活区|管理区)$")


def normalise(text: str) -> str:
    """Full-width to half-width, no blanks, no separators between the parts of a name."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", text))


def without_ancestors(name: str, ancestors: list[str]) -> str:
    """韶山市韶山乡湘韶村民委员会 under 韶山市, 韶山乡 → 湘韶村民委员会."""
    for ancestor in ancestors:
        rest = name.removeprefix(ancestor)
        # 猴屿乡村委会 would leave 村委会, which names nothing.
        if rest != name and len(rest) >= 3 and rest[0] not in "村社居":
            name = rest
    return name


def _parse_village(name: str) -> tuple[str, Kind, bool]:
    """Base, kind and whether a committee was named: 浮岐村委会 → (浮岐, VILLAGE, True)."""
    if (match := COMMITTEE.match(name)) is not None:
        base = match["base"]
        kind = Kind.VILLAGE if match["body"] in {"村民", "村"} else Kind.COMMUNITY
    elif name.endswith("社区") and len(name) > 2:
        return name[:-2], Kind.COMMUNITY, False
    elif name.endswith("村") and len(name) > 1:
        return name, Kind.VILLAGE, False
    else:
        return name, Kind.OTHER, False
    for tail in ("居民", "社区"):
        if base.endswith(tail) and len(base) > len(tail):
            base = base.removesuffix(tail)
            # 邝胡社区村委会 is spoken of both as village and as community.
            kind |= Kind.COMMUNITY
    return base, kind, True


def _without_village(base: str) -> str:
    return base[:-1] if base.endswith("村") and len(base) > 1 else base


def short_village(name: str) -> str:
    """The stem for search and prefix: 浮岐村委会 → 浮岐, 白云社区居委会 → 白云, 新村 → 新村."""
    base, kind, _committee = _parse_village(name)
    stem = _without_village(base) if kind & Kind.VILLAGE else base
    return stem if len(stem) > 1 else base


def short_upper(name: str, level: str) -> str:
    """The stem of a higher division: 长乐区 → 长乐, 小沧畲族乡 → 小沧, 城关镇 → 城关."""
    match = _TAIL_PATTERNS[RegionLevel(level)].match(name)
    return match["stem"] if match else name


def short_name(name: str, level: str) -> str:
    return short_village(name) if level == RegionLevel.VILLAGE else short_upper(name, level)


def display_village(name: str, stem: str) -> str:
    """The public name: 浮岐村, 下村 (for 下村村委会), 白云社区, 螺洲居委会; others stay as registered."""
    _base, kind, committee = _parse_village(name)
    if not committee:
        return name
    if kind & Kind.COMMUNITY:
        return f"{stem}社区" if "社区" in name else f"{stem}居委会"
    # A stem of one character keeps its 村 (乐村村委会), so that none is added twice.
    return stem if len(stem) == 2 and stem.endswith("村") else f"{stem}村"


@lru_cache(maxsize=4096)
def upper_writings(name: str, level: str) -> frozenset[str]:
    """All ways a province, city, county or town is written, the official name among them."""
    stem = short_upper(name, level)
    writings = {name}
    if len(stem) > 1:
        writings |= {stem, *(stem + tail for tail in _LENIENT[RegionLevel(level)])}
    return frozenset(writings)


def village_keys(name: str) -> list[tuple[str, Kind]]:
    """Under which cores and kinds a registered village is found."""
    base, kind, _committee = _parse_village(name)
    cores = {base}
    if kind & Kind.VILLAGE:
        cores.add(_without_village(base))
    if kind is Kind.OTHER and (match := _QUASI_VILLAGE.match(name)) is not None:
        cores.add(match["stem"])
    return [(core, kind) for core in sorted(cores)]


@lru_cache(maxsize=65536)
def written_keys(text: str) -> tuple[tuple[str, Kind], ...]:
    """Under which cores and kinds a written name is looked up; empty for a lone character.

    新村 may be the village 新 or any place called 新村, so both are looked up: where both
    exist, the name is ambiguous and says so.
    """
    if len(text) < 2:
        return ()
    base, kind, committee = _parse_village(text)
    keys: list[tuple[str, Kind]] = []
    if committee:
        keys.append((base, kind))
        if kind & Kind.VILLAGE:
            keys.append((_without_village(base), kind))
    else:
        keys.append((text, Kind.ANY))
        if kind is Kind.VILLAGE:
            keys.append((_without_village(text), Kind.VILLAGE))
        elif kind is Kind.COMMUNITY:
            keys.append((base, Kind.COMMUNITY))
        elif text.endswith("居") and len(text) > 2:
            keys.append((text[:-1], Kind.COMMUNITY))
    return tuple(dict.fromkeys(keys))


def made_of(text: str, choices: Iterable[Iterable[str]]) -> bool:
    """Whether the text is one writing of each choice, in order, any of them left out."""
    reached = {0}
    for writings in choices:
        reached |= {
            start + len(writing)
            for start in reached
            for writing in writings
            if text.startswith(writing, start)
        }
    return len(text) in reached
