"""Diagnoses and kinds of disability in texts that the public reads.

Whose they are cannot be told from the words, so each is taken out wherever it may be somebody's:
beside prevention, screening and the like it is everybody's business and stays. A grade without
its kind (一级) says no more than the programme's name. Kinds: GB/T 26341-2010; why: PIPL art. 28.
"""

from __future__ import annotations

import re


HIDDEN = "[病情]"
_KIND = (
    r"(?:视力|听力|言语|语言|肢体|智力|精神|多重|视听|听语)"
    r"(?:(?:重度|中度|轻度)?(?:残疾|障碍|残(?![忍余留次值]))|(?=[(（]?\s*[一二三四壹贰叁肆1-4１-４]\s*级))"
)
_CANCERS = (
    "肺|肝|胃|肠|直肠|结肠|乳腺|宫颈|食管|食道|甲状腺|前列腺|膀胱|胰腺|鼻咽|卵巢|喉|骨|血|皮肤"
)
_DISEASES = (
    "肢残", "智残", "精残", "视残", "听残", "盲人", "聋人", "聋哑人?", "哑巴", "全盲", "失明", "失聪",
    "智障", "弱智", "智力低下", "脑瘫", "唐氏综合征?", "自闭症?", "孤独症", "精神病", "精神分裂症?",
    "精神异常", "躁郁症?", "双相障碍", "抑郁症?", "焦虑症?", "癫痫病?", "痴呆症?", "老年痴呆症?",
    "阿尔茨海默病?", "帕金森病?", "植物人", "截肢", "(?:高位)?截瘫", "偏瘫", "瘫痪", "渐冻症?",
    "重症肌无力", "艾滋病?", "爱滋病?", "HIV", "梅毒", "淋病", "尖锐湿疣", "肺结核", "结核病?",
    "[甲乙丙丁]肝", "肝炎", "肝硬化", "麻风病?", f"(?:{_CANCERS})?癌症?", "(?:恶性)?肿瘤", "白血病",
    "淋巴瘤", "血友病", "再障", "再生障碍性贫血", "地中海贫血", "尿毒症", "肾衰竭?", "肾功能衰竭",
    "透析", "(?:器官|肾|肝|骨髓)移植", "尘肺病?", "矽肺病?", "红斑狼疮", "类风湿", "中风", "脑梗死?",
    "脑溢血", "脑出血", "心脏病", "冠心病", "心肌梗死?", "糖尿病", "高血压病?", "哮喘", "吸毒", "戒毒",
    "罕见病",
)  # fmt: skip
_CONDITION = re.compile(f"{_KIND}|(?:{'|'.join(_DISEASES)})", re.IGNORECASE)
# What is spent on everybody's health.
_FOR_ALL = re.compile(
    ".{0,4}(?:防治|防控|预防|防疫|普查|筛查|宣传|宣教|讲座|义诊|体检|疫苗|接种|知识|科普|随访|日活动)"
)


def hide_conditions(text: str) -> str:
    """The text with [病情] in place of every diagnosis and kind of disability."""
    return _replaced(text, HIDDEN)


def without_conditions(text: str) -> str:
    """The same with nothing in their place: a class or grade has to stay comparable."""
    bare = _replaced(text, "")
    return bare if bare == text else bare.strip(" \u3000-—－/、，,；;（）()")


def _replaced(text: str, instead: str) -> str:
    return _CONDITION.sub(
        lambda found: found[0] if _FOR_ALL.match(text, found.end()) else instead, text
    )
