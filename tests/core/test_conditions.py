"""Diagnoses and kinds of disability are taken out of public texts; public health is not."""

import pytest

from core.conditions import hide_conditions, without_conditions


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("精神残疾二级", "[病情]二级"),
        ("肢体一级", "[病情]一级"),
        ("智力（2级）", "[病情]（2级）"),
        ("视力重度残疾", "[病情]"),
        ("慰问肺癌患者陈某", "慰问[病情]患者陈某"),
        ("尿毒症透析补助", "[病情][病情]补助"),
        ("hiv感染者生活补助", "[病情]感染者生活补助"),
        ("重度精神障碍患者监护人补贴", "重度[病情]患者监护人补贴"),
        ("高位截瘫，乙肝", "[病情]，[病情]"),
    ],
)
def test_what_may_be_somebodys_is_hidden(text, hidden):
    assert hide_conditions(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "残疾人两项补贴", "一级", "重度残疾人护理补贴", "精神文明建设", "高血压防治宣传", "乙肝疫苗接种",
        "肺结核筛查", "病虫害防治", "病死猪无害化处理", "视力表一张", "听力考试", "肢体语言", "智力竞赛奖品",
        "村级卫生室药品", "癌症早期筛查", "第3组", "残次品处理", "防疫消毒", "非洲猪瘟扑杀补助",
    ],
)  # fmt: skip
def test_what_is_everybodys_stays(text):
    assert hide_conditions(text) == text == without_conditions(text)


def test_a_class_keeps_its_grade():
    assert without_conditions("精神残疾二级") == "二级"
    assert without_conditions("一级（肢体残疾）") == "一级"
