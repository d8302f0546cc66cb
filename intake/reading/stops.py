"""Words that say that somebody was not paid: in a remark, a column, a title, a sheet's name."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from intake.reading.cells import BLANKS, SEEN, squeeze
from intake.reading.mapping import Field


Says = Literal["stopped", "doubtful"]

_STOPPED = re.compile(
    r"停发|停保|停止|停付|停领|终止|中止|暂停|暂缓|缓发|暂不|不再|不予|不发|不享受|不符合|不合格|不成功|不通过|不同意|"
    r"未发|未打卡|未到账|未成功|未通过|未领|待发|待处理|处理中|挂账|退回|退汇|退票|退款|退保|失败|拒付|拒收|取消|注销|销户|"
    r"冻结|作废|清退|剔除|删除|放弃"
)
_DEAD = re.compile(r"死亡|已死|已故|亡故|身故|病故|病亡|去世|过世|逝世|离世|已亡|死者")
# The money goes on, or another person is meant: what is said has two readings.
_RESUMED = re.compile(
    r"恢复|补发|重发|重新|续发|未停|不停|无停|已换|换新|解除|更正后|未退回|无退回|没有退"
)
_KIN = re.compile(
    r"配偶|父|母|丈夫|妻|儿子|女儿|子女|户主|监护人|老伴|爱人|遗属|遗孀|原户主|家属|亲属"
)
# Sheets, and the titles above tables, that list who is not paid.
_LISTED = re.compile(
    r"停发|停保|停止|退保|退款|异常|退回|退汇|退票|失败|拒付|未发|不发|暂停|暂缓|缓发|注销|清退|取消|剔除(?!死亡|停发|不符|重复)|死亡(?!抚恤|补助|丧葬)|去世|"
    r"作废|不符合|核减|退出|待发"
)
_EXCEPT_BEFORE = re.compile(r"(?:不含|剔除|扣除|除|不包括|恢复|补发|重发|无)[^,。;]{0,6}$")
_EXCEPT_BEHIND = re.compile(
    r"(?:\d{0,4}[人户])?(?:人员|对象|后|又|再){0,2}(?:除外|补发|重发|恢复|后)"
)
# Programmes for the dead and who they leave: there a death is the ground of the payment.
FOR_THE_DEAD = re.compile(r"丧葬|抚恤|遗属|殡葬|火化|身后|奠")
# Columns that say yes or no to being paid, or to being stopped.
_PAID_HEADING = re.compile(
    r"是否(?:发放|支付|成功|到账|打卡|享受|有效|符合|通过|正常|领取|在世|健在|生存|合格|已发)|"
    r"(?:发放|支付|处理|代发|打卡|到账|审核|审批|银行)(?:结果|状态|情况|与否|标志|意见)"
)
_STOP_HEADING = re.compile(
    r"停发|停保|退回|退汇|失败|注销|死亡|终止|取消|暂停|不发|未发|拒付|去世|作废|核减"
)
# Without a character of these nothing is said.
WORDS = re.compile(r"[㐀-鿿\uf900-\ufaff\u2e80-\u2fdf]")
_NO = frozenset(
    ["否", "不", "不是", "无", "没有", "未", "0", "n", "no", "f", "false", "×", "x", "✗", "✕", "╳"]
)
_NONE = (
    _NO | {"正常", "在世", "健在", "未停", "未停发", "0.00"} | {blank.lower() for blank in BLANKS}
)


def says_outcomes(fields: Iterable[Field]) -> bool:
    """Whether a kind of sheet itself says of each payment what became of it: a bank's result file."""
    return any(
        spec.kind == "choice" and spec.required and any(map(in_remark, spec.choices or ()))
        for spec in fields
    )


def lists_what_is_paid(fields: Iterable[Field]) -> bool:
    """Whether a kind of sheet lists what is paid, so that nobody stopped belongs on it."""
    fields = list(fields)
    paid = any(spec.kind == "amount" and spec.required for spec in fields)
    return paid and not says_outcomes(fields)


@lru_cache(maxsize=10_000)
def in_remark(text: str, *, for_the_dead: bool = False) -> Says | None:
    """Whether a remark says that this person was not paid."""
    text = squeeze(text[:SEEN])
    stopped, dead = _STOPPED.search(text), None if for_the_dead else _DEAD.search(text)
    if not stopped and not dead:
        return None
    if _RESUMED.search(text) or (dead and not stopped and _KIN.search(text[: dead.start()])):
        return "doubtful"
    return "stopped"


def asks(heading: str) -> bool:
    """Whether a heading asks if somebody was paid, so that a bare 否 or 0 under it answers."""
    return bool(_STOP_HEADING.search(heading) or _PAID_HEADING.search(heading))


def in_column(heading: str, text: str, *, for_the_dead: bool = False) -> Says | None:
    """The same of a column whose heading asks it."""
    text = squeeze(text[:SEEN]).lower()
    if _STOP_HEADING.search(heading) and not _PAID_HEADING.search(heading):
        if text in _NONE or (for_the_dead and _DEAD.search(heading)):
            return None
        return in_remark(text, for_the_dead=for_the_dead) or "stopped"
    if _PAID_HEADING.search(heading) and text in _NO:
        return "stopped"
    return in_remark(text, for_the_dead=for_the_dead)


def in_name(text: str, own: str = "") -> str | None:
    """The word by which a title or a sheet's name says that those below are not paid.

    `own` holds the headings of the kind of sheet: a list of deaths may be called one.
    """
    text = squeeze(text[:SEEN])
    for match in _LISTED.finditer(text):
        excepted = _EXCEPT_BEFORE.search(text[: match.start()]) or _EXCEPT_BEHIND.match(
            text, match.end()
        )
        if not excepted and match[0] not in own:
            return match[0]
    return None
