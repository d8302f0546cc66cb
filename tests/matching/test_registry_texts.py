"""What registries keep of words: no number of a person, an account or a phone."""

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
