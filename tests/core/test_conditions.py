"""Diagnoses and kinds of disability are taken out of public texts; public health is not."""

from time import perf_counter

import pytest

from core.conditions import hide_conditions, without_conditions


AS_WRITTEN = """精残 一级肢残 肢残三级 智力残疾贰级 重性精神病 严重精神障碍 视力残疾1级 肢体叁级 肢体-二级 肢体:一级 智力Ⅱ级
    智力贰 二级精神 三级智力 一级视力 听力言语 多重（视力、肢体）一级 残联精神类 精神患者 精神失常 言残 多残 肢2 精二级
    癌 Ca 肺Ca术后 胃ＣＡ 透析患者 血透 尿毒 白血病患儿 脑梗后遗症 脑卒中 失能失智 失智 唐氏儿 聋 盲 双目失明 瘸子
    羊癫疯 小儿麻痹 兔唇 先心病 心衰 肾炎 脑膜瘤 骨髓瘤 放化疗 AIDS 大三阳 甲亢 白内障 半身不遂 瘫 阿尔兹海默
    肌萎缩 系统性红斑狼疮 精\u200b神残疾 視力殘疾 Ⅱ级智力"""
ONLY_ALIKE = """肢体冲突 防癌宣传 抗癌协会 疫病防控 残疾人联合会 县残联 残联精神文明 会议精神 贯彻会议精神二级单位 残疾人证 盲道 盲区
    哑铃 多重保障 失能老人照料补贴 智力支持 交通瘫痪 电脑梗机 松材线虫病防治 结核病防治所 疯牛病防控 病死猪 唐氏宗祠
    Canon打印机 CA认证 2TB硬盘 根瘤菌 炎热 陈炎 四肢一 三级文物 教育 一级公路 断桥 白血球计数仪 新冠疫情防控"""


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


@pytest.mark.parametrize(
    "text",
    [*AS_WRITTEN.split(), "精 神 残 疾 二级", "肢体 叁级"],
)  # fmt: skip
def test_it_is_hidden_as_rosters_write_it(text):
    """Abbreviated, graded before or behind, broken up, in other letters."""
    left = hide_conditions(text)
    assert "[病情]" in left
    kept = set(left.replace("[病情]", "").replace("残联", "")) & set(
        "残障肢智精视听言聋盲癌瘤炎ａaA尿透瘫殘視"
    )
    assert not kept


@pytest.mark.parametrize(
    "text",
    ONLY_ALIKE.split(),
)  # fmt: skip
def test_words_that_only_look_like_it_stay(text):
    assert hide_conditions(text) == text


@pytest.mark.parametrize(
    "text", ["脑", "肢体", "精神、", "一级", "ca", "失能", "精 神 ", "(", "动脉"]
)
@pytest.mark.timed
def test_long_texts_take_time_by_their_length_only(text):
    started = perf_counter()
    hide_conditions(text * (60_000 // len(text)))
    assert perf_counter() - started < 2


def test_a_class_keeps_its_grade():
    assert without_conditions("精神残疾二级") == "二级"
    assert without_conditions("一级（肢体残疾）") == "一级"
