"""The wording of headings: cleaned, reduced to a key for comparing, and its unit."""

import re
from functools import lru_cache

from intake.reading.cells import CONTROL, SEEN, fold, squeeze


# Whose name, number or account a heading means. Order matters: the longest words first.
ROLES: dict[str, tuple[str, ...]] = {
    "head": ("户主", "家长"),
    "payee": (
        "收款人", "收款", "领款人", "领款", "领取人", "户名", "开户名", "开户人", "持卡人",
        "持折人", "代领人", "账户名", "账户姓名",
    ),
    "beneficiary": (
        "享受人", "享受", "受益人", "受益", "补贴对象", "补助对象", "救助对象", "保障对象",
        "发放对象", "优抚对象", "享受对象", "被补贴人", "本人",
    ),
}  # fmt: skip
# Further persons a sheet may name: never to be taken for one of the three roles.
OTHERS = (
    "监护", "代办", "经办", "联系人", "配偶", "家属", "家庭成员", "成员", "亲属", "父亲", "母亲",
    "子女", "干部", "负责人", "填报", "审核", "法定代表", "申请人", "死者", "死亡", "委托", "护理人",
    "供养人", "赡养",
)  # fmt: skip
ROLE_WORDS = tuple(word for words in ROLES.values() for word in words) + OTHERS

REQUIRED_MARK = re.compile(r"[*★☆●※#﹡✱]")
BRACKETED = re.compile(r"[(\[{【〔<《「](?P<inside>[^()\[\]{}【】〔〕<>《》「」]*)[)\]}】〕>》」]")
UNCLOSED = re.compile(r"[(\[【〔](?P<inside>[^()\[\]【】〔〕]*)$")
CIRCLED = re.compile(r"^\s*[①-⑳⑴-⒇⒈-⒛㈠-㈩]")
ENUMERATOR = re.compile(r"^(?:\d{1,2}[.、)]|[一二三四五六七八九十]{1,2}、)(?=\D)")
UNIT = re.compile(r"(?:^|[^\w]|单位:?)(亿元|百万元|万元|千元|百元|万美元|美元|港元|元|圆)")
UNITS = {"元": 1, "圆": 1, "百元": 100, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000,
         "亿元": 100_000_000}  # fmt: skip
JOINERS = re.compile(r"[\s:;,、。._\-/\\|]+")
VARIANTS = (
    ("拔付", "拨付"),
    ("帐", "账"),
    ("号码", "号"),
    ("身分证", "身份证"),
    ("身份证件", "身份证"),
    ("身份证编号", "身份证号"),
    ("公民身份号", "身份证号"),
    ("居民身份证", "身份证"),
    ("公民身份证", "身份证"),
)
# Columns that number the rows: never asked about.
SERIAL = frozenset(
    ["序号", "编号", "序", "行号", "排序序号", "no", "排序", "顺序号", "流水号", "项次"]
)


# The whole of what the heading above it names, beside its parts.
WHOLE = frozenset(["合计", "小计", "总计", "共计", "计", "总额", "总数"])

# As long as the office's memory of a heading may be.
LONGEST = 200


def clean(text: str) -> str:
    """A heading for people: one line, single spaces, no invisible characters, not endless."""
    return re.sub(r"\s+", " ", CONTROL.sub("", fold(text[:SEEN]))).strip()[:LONGEST]


def unit_of(text: str) -> str | None:
    """The money unit named in a heading's brackets or after 单位: "元", "万元", ... or None."""
    text = squeeze(text[:SEEN])[:SEEN]
    found = [match["inside"] for match in BRACKETED.finditer(text)]
    unclosed = UNCLOSED.search(BRACKETED.sub("", text))
    if unclosed:
        found.append(unclosed["inside"])
    tail = re.search(r"(?:单位:?|[/,、:])((?:百万|[亿万千百])?(?:美)?元)", text)
    if tail:
        found.append(tail[1])
    for inside in found:
        match = UNIT.search(inside)
        if match:
            return "元" if match[1] == "圆" else match[1]
    return None


def key(text: str) -> str:
    """A heading reduced for comparing: "身份证\\n号码*（18位）" -> "身份证号"."""
    return _key(text[:SEEN])


@lru_cache(maxsize=10_000)
def _key(text: str) -> str:
    text = CIRCLED.sub("", text)
    text = REQUIRED_MARK.sub("", squeeze(text)[:SEEN].lower())
    text = ENUMERATOR.sub("", text)
    roles: list[str] = []

    def bracket(match: re.Match[str]) -> str:
        # “姓名(户主)” says whose name it is; other brackets only explain.
        roles.extend(word for word in ROLE_WORDS if match["inside"].startswith(word))
        return ""

    for _ in range(3):
        text = BRACKETED.sub(bracket, text)
    text = UNCLOSED.sub(bracket, text)
    text = re.sub(r"单位:?(?:百万|[亿万千百])?元$", "", text)
    text = JOINERS.sub("", text)
    for written, meant in VARIANTS:
        text = text.replace(written, meant)
    if text.endswith("身份证"):
        text += "号"
    if roles and not any(word in text for word in roles):
        text = roles[0] + text
    return text


def whole(text: str) -> str:
    """A heading as an office's answer is remembered: brackets stay, 金额(小写) is not 金额(大写)."""
    text = REQUIRED_MARK.sub("", squeeze(CIRCLED.sub("", text[:SEEN]))[:SEEN].lower())
    text = BRACKETED.sub(lambda found: "" if UNIT.search(found["inside"]) else found[0], text)
    return JOINERS.sub("", ENUMERATOR.sub("", text))


def says_months(heading: str) -> bool:
    """Whether a plain 3 under this heading is March: 发放月份, but not 月数 or 月标准."""
    return bool(re.search(r"月份?$", heading))


@lru_cache(maxsize=20_000)
def role_in(text: str) -> str | None:
    """Whose column a heading says it is: "head", "payee", "beneficiary", "other" or None."""
    for role, words in ROLES.items():
        if any(word in text for word in words):
            return role
    return "other" if any(word in text for word in OTHERS) else None
