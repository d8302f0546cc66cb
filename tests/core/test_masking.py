import pytest

from core.masking import is_organisation, mask_account, mask_identity, mask_phone, mask_surname
from tests.town import identity


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张三", "张**"), ("张小三", "张**"), ("欧阳小三", "欧**"), ("阿不都·热合曼", "阿**")],
)
def test_a_masked_name_tells_no_length(name, shown):
    assert mask_surname(name) == shown


def test_numbers_keep_what_identifies_nobody():
    number = identity(1)

    assert mask_identity(number) == f"350199{'*' * 10}{number[-2:]}"
    assert mask_account("6230361000000001234") == "*" * 15 + "1234"
    assert mask_phone("13800001234") == "138****34"


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("浮岐村老年协会", True), ("浮岐 小学", True), ("长乐区猴屿乡人民政府", True),
        ("林秀珍", False), ("林协会", False), ("陈秀英小卖部", False), ("陈秀英（老年协会）", False),
        ("", False), ("欧阳小学生", False),
    ],
)  # fmt: skip
def test_only_what_can_be_no_person_is_an_organisation(name, is_one):
    assert is_organisation(name) is is_one
