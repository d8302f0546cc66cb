import pytest

from core.masking import mask_account, mask_identity, mask_phone, mask_surname
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
