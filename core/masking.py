"""What the public may see of a person. One place, so that a change of rule is one change.

Stricter than the 6+4 digits common in practice: four last digits with a birth date guessable
from context come near to identification (PIPL art. 28, 51).
"""

from __future__ import annotations

from core.papers import bare_number, is_gb_number


# In place of a name of which nothing is shown.
HIDDEN_NAME = "***"


# Bodies that no person is called after by herself; a shop or firm may bear its owner's name.
_BODIES = (
    "协会", "学会", "商会", "联合会", "委员会", "村委会", "居委会", "合作社", "联合社", "经联社",
    "有限公司", "有限责任公司", "小学", "中学", "学校", "幼儿园", "卫生院", "卫生室", "敬老院",
    "养老院", "人民政府", "办事处", "财政所", "基金会", "老人会", "理事会",
)  # fmt: skip


def is_organisation(name: str) -> bool:
    """Whether this can only be a body and no person: what is not sure is a person's."""
    bare = "".join(name.split())
    return len(bare) > 3 and bare.endswith(_BODIES)


def mask_surname(name: str) -> str:
    """张三, 张小三 -> 张**: the same length for all, so that it narrows nothing down."""
    return name[:1] + "**"


def mask_identity(number: str) -> str:
    """The first six and the last two of 18 digits; of other papers the first and the last two."""
    if not is_gb_number(number):
        bare = bare_number(number)
        return f"{bare[:1]}{'*' * (len(bare) - 3)}{bare[-2:]}"
    return f"{number[:6]}{'*' * (len(number) - 8)}{number[-2:]}"


def mask_account(number: str) -> str:
    """For the staff who checks a sheet: the last four. The public never sees an account."""
    return "*" * max(0, len(number) - 4) + number[-4:]


def mask_phone(number: str) -> str:
    return f"{number[:3]}****{number[-2:]}" if len(number) >= 7 else "*" * len(number)
