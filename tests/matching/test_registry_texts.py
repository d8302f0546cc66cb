"""What registries keep of words: no number of a person, an account or a phone."""

import pytest

from matching.models import HouseholdMember, PublicEmployee
from tests.town import identity


def test_a_household_numbered_by_its_head_keeps_no_number(town):
    """It goes on into clues, as what their groups are found by."""
    number, headings = identity(9), ("姓名", "身份证号", "户号")
    rows = [("陈秀英", identity(1), number), ("林国平", identity(2), number),
            ("黄美珠", identity(3), "户2")]  # fmt: skip
    town.publish(*rows, kind="registry:households", headings=headings)
    one, other, third = HouseholdMember.objects.order_by("row_number").values_list(
        "household", flat=True
    )
    assert one == other != number
    assert third == "户2"


def test_no_other_words_of_a_registry_keep_a_number(town):
    headings = ("姓名", "身份证号", "单位", "状态")
    town.publish(
        ("陈秀英", identity(1), f"县第一中学 {identity(2)}", "在职"),
        kind="registry:public-employees", headings=headings,
    )  # fmt: skip
    assert PublicEmployee.objects.get().unit == "县第一中学 [号码]"


@pytest.mark.parametrize(
    "write",
    [
        lambda number: number.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        lambda number: f"{number[:6]} {number[6:14]} {number[14:]}",
        lambda number: f"'{number} ",
        lambda number: number[:6] + number[8:17],
        lambda number: f"户{number}",
        lambda number: f"{number}（户主）",
    ],
)
def test_a_household_is_the_same_however_its_head_s_number_is_written(town, write):
    number = identity(9)
    town.publish(
        ("陈秀英", identity(1), number), ("林国平", identity(2), write(number)),
        kind="registry:households", headings=("姓名", "身份证号", "户号"),
    )  # fmt: skip
    assert HouseholdMember.objects.values("household").distinct().count() == 1
