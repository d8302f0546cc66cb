"""Diagnoses and kinds of disability in texts that the public reads.

Whose they are cannot be told from the words, so each is taken out wherever it may be somebody's:
beside prevention, screening and the like it is everybody's business and stays. A grade without
its kind (一级) says no more than the programme's name. Kinds: GB/T 26341-2010; why: PIPL art. 28.

Words are looked for as they are read: without blanks and unseen marks between, in full-width or
traditional letters.
"""

from __future__ import annotations

import re
import unicodedata


HIDDEN = "[病情]"
_GRADE = r"(?:[一二三四五壹贰叁肆伍1-5]|I{1,3}|IV)(?:级|等)"
_GAP = r"[^\w]{0,2}"
_KIND = r"(?:视力|听力|言语|语言|(?<![四上下])肢体|[上下]肢|智力|(?<![议话会件体民业代])精神|多重|视听|听语)"
_KINDS = rf"{_KIND}(?:(?:[^\w]|[和及与或兼])?{_KIND}){{0,6}}"
_SHORT = r"(?:[视听言语智精多盲聋哑多]|(?<!四)肢)"
_IMPAIRED = r"(?:残疾|残障|障碍|缺陷|失常|异常|疾病|病|患者|患儿|残(?![忍余留次值联]))"
_DISABILITIES = (
    # The grade is left where it stands before or behind: 一级.
    rf"{_KINDS}[)）]?(?:(?:极?重度|中度|轻度)?{_IMPAIRED})",
    rf"{_KINDS}[)）]?(?={_GAP}{_GRADE}(?!单位|教师|文物|学科))",
    rf"(?<={{grade}}){_KIND}(?!文明|食粮|富足|玩具|支持)",
    rf"{_SHORT}残",
    rf"(?<![\w]){_SHORT}(?={_GRADE})",
    r"(?<!\w)[肢精智视听](?=[1-4一二三四]$)",
    r"(?<!四)(?:肢体?|智力|视力|听力|言语)(?=[一二三四壹贰叁肆1-4](?!\w))",
    rf"(?!肢体语言){_KIND}(?:[^\w]|[和及与或兼])?{_KIND}",
    r"(?:精神|肢体)类(?!药|运动|接触)",
    rf"多重(?=残)|(?<=多重[(（]){_KINDS}|多重(?=[(（]{_KIND})",
)
# Whatever grows or festers in whichever part of the body.
_PARTS = "脑膜颅垂体听神经鼻咽喉口腔舌甲状腺食管道气支乳房心肌肺肝胆囊胰脾胃肠直结阑尾肾膀胱前列子宫颈卵巢骨髓血管淋巴皮肤黑色素胶质纤维脂平滑间皮畸胎母细胞关节脊柱灰质中耳眼角扁桃盆"
_ORGANS = "心脏|心肌|肝脏?|脾脏?|肺部?|肾脏?|胃|肠|脑|眼|血液|神经|皮肤|妇科|胆囊?|骨|甲状腺|胰腺?"
_LISTS = (
    # Senses, limbs, mind
    "盲人", "盲童", "盲眼", "色盲", "夜盲", "全盲", "双盲", "聋人", "聋哑人?", "聋儿", "聋童", "[耳全双]聋",
    "哑巴", "哑人", "眼?瞎子?(?=$|眼)|眼瞎|瞎子", "失明", "失聪", "失语症?", "重听", "弱听", "弱视", "低视力",
    "白内障", "青光眼", "跛(?:足|脚|行|子)", "瘸(?:子|腿)", "截肢", "断[指臂肢腿]", "独[臂眼]", "驼背(?![山岭村])",
    "侏儒症?", "兔唇", "唇?腭裂", "(?:高位)?截瘫", "偏瘫", "半身不遂", "瘫痪(?:在床)?|瘫子", "(?:长期)?卧床不起|长期卧床",
    "植物人", "渐冻[人症]?", "肌萎缩", "肌无力", "肌营养不良", "侧索硬化", "多发性硬化", "小儿麻痹症?", "强直性脊柱炎?",
    "股骨头坏死", "类?风湿", "智障", "弱智", "痴[呆傻](?:症)?", "老年痴呆症?", "呆傻", "傻子", "脑性?瘫痪?",
    "唐氏(?:综合[征症]|患?儿|症|宝宝)", "自闭症?", "孤独症", "发育(?:迟缓|障碍)", "智力低下", "精神分裂症?", "分裂症",
    "精分(?:症|患者)", "重精(?=患者|障碍|病)", "疯(?:子|病|癫)|羊癫疯", "躁狂症?", "躁郁症?", "双相(?:情感)?障碍", "抑郁症?(?=$|\\W|患|症|史|病)",
    "焦虑症", "强迫症", "妄想症?", "癔症", "癫痫病?", "阿尔[兹茨]海默(?:病|症)?", "帕金森(?:氏?病|氏|综合征)?",
    "易?肇事肇祸", "(?:完全|半|全|部分|[重中轻]度)?失[能智](?:失[能智])?(?!(?:老年?人|人员|特困)?.{0,4}(?:补贴|补助|护理|照护|照料|服务|评估|机构))",
    # Infections, addiction
    "[艾爱]滋病?", "(?<![A-Za-z])(?:HIV|AIDS)(?![A-Za-z])", "梅毒", "淋病", "尖锐湿疣", "肺痨", "(?:肺|骨|淋巴)?结核病?", "麻风病?",
    "[甲乙丙丁戊]型?肝炎?(?!级)", "[大小]三阳", "新冠(?:肺炎)?(?:阳性|患者|感染者)", "猩红热", "吸毒", "戒毒", "涉毒",
    # Growths, blood, organs
    f"[{_PARTS}]{{0,6}}癌[症变]?", f"(?<![树根])(?:恶性肿|良性肿|[{_PARTS}肿肉]){{1,6}}瘤(?![胃菌])", f"[{_PARTS}]{{1,6}}炎(?![热帝黄陵])",
    f"(?:{_ORGANS}|术后|[(（])?ca(?![a-z])(?=术后|患者|$|\\W)(?<!\\Wca)|(?:{_ORGANS})ca(?![a-z])", "(?<![A-Za-z])(?:COPD|SLE)(?![A-Za-z])",
    f"(?:{_ORGANS})(?:综合|衰竭|功能衰竭)?(?:衰竭|病(?![虫害死床房历院]))(?:综合征)?", "霍奇金|何杰金", "白血病?(?!球)", "淋巴瘤", "血友病",
    "再障", "再生障碍性贫血", "地中海贫血", "地贫", "贫血", "尿毒症?", "[血腹]透(?!明)", "透析", "[放化]疗", "放化疗", "靶向(?:药|治疗)",
    "(?:器官|肾|肝|骨髓|干细胞)移植", "换[肾肝]", "腹水", "[心肾肝]衰", "心力衰竭", "肝硬化", "动脉硬化", "尘肺病?|肺尘", "[矽硅]肺病?",
    "慢阻肺", "肺气肿", "老慢支", "哮喘", "(?:系统性)?红斑狼疮", "(?:脑?卒)?中风(?!险)|脑?卒中", "(?<!电)脑(?:梗死?塞?|血栓|溢血|出血|外伤)",
    "先心病", "先天性心脏病", "冠心病?", "心(?:肌)?梗[死塞]?", "心脏(?:搭桥|支架)", "糖尿(?:病足?)?", "高血压病?", "甲亢", "甲减", "胃溃疡",
    "苯丙酮尿症", "豆状核变性", "戈谢病", "罕见病",
)  # fmt: skip
_GRADES = [f"{digit}级" for digit in "一二三四壹贰叁肆1234"] + ["I级"]
# Behind a grade, which may have letters of its own length only.
_BEHIND = "|".join(_DISABILITIES[2].replace("{grade}", grade) for grade in _GRADES)
# Nothing else in the field: a word too common to be one of these inside a sentence.
_ALONE = "|".join(
    ("聋", "哑", "盲", "瞎", "跛", "瘸", "疯", "瘫", "傻", "痴", "癌", "ca", "TB", "精分", "重精", "唐氏", "性病", "失能", "失智",
     "精神", "肢体", "视力", "听力", "言语", "智力", "多重", "精", "肢", "智")
)  # fmt: skip
_CONDITION = re.compile(
    "|".join((*_DISABILITIES[:2], _BEHIND, *_DISABILITIES[3:], *_LISTS, rf"(?<!\w)(?:{_ALONE})(?!\w)")),
    re.IGNORECASE,
)  # fmt: skip
# One of these letters is in every condition; most texts have none, and are told by a glance.
_HINT = re.compile(
    "[残障碍疾病肢智精视听言盲聋哑多瞎聪弱眼跛瘸截断独驼侏唇裂瘫偏遂卧植渐萎肌硬脊痹坏湿痴傻唐闭孤迟疯癫躁相抑焦迫妄癔默帕肇失艾爱梅淋疣痨"
    "核麻肝阳冠猩毒癌瘤炎奇杰血贫障尿透疗靶移肾腹衰竭尘肺慢喘狼卒风梗栓伤脏糖亢减溃酮豆戈罕BCAHSbcahs]"
)
# What is spent on everybody's health.
_FOR_ALL = re.compile(
    ".{0,4}(?:防治|防控|预防|防疫|疫情|普查|筛查|宣传|宣教|讲座|义诊|体检|疫苗|接种|知识|科普|随访|日活动|世界日"
    "|协会|联合会|基金会|复明工程)"
)
_FOR_ALL_BEFORE = re.compile("(?:防|抗|预防|防治|防控|筛查|消除)$")
# What else is lamed than people.
_OF_THINGS = re.compile(
    "(?:交通|网络|系统|电力|电网|道路|通[讯信]|设备|[牛猪羊鸡鸭鹅鱼虾禽畜蜂树果竹蔗稻麦薯].{0,2})$"
)
_UNREAD = re.compile(r"[\s\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u034f\u3164\ufe00-\ufe0f]")
_TRADITIONAL = str.maketrans(
    "殘聽視體礙聾啞癱癡癲癇腦腫語級貳參風腎結膚繃癒傷壓貧瘋強風濕類類",
    "残听视体碍聋哑瘫痴癫痫脑肿语级贰叁风肾结肤绷愈伤压贫疯强风湿类类",
)


def hide_conditions(text: str) -> str:
    """The text with [病情] in place of every diagnosis and kind of disability."""
    return _replaced(text, HIDDEN)


def without_conditions(text: str) -> str:
    """The same with nothing in their place: a class or grade has to stay comparable."""
    bare = _replaced(text, "")
    return bare if bare == text else bare.strip(" \u3000-—－:：/、，,；;（）()类")


def _replaced(text: str, instead: str) -> str:
    if text.isascii() and not re.search("[A-Za-z]{2}", text):
        return text
    read, places = _as_read(text)
    if not _HINT.search(read):
        return text
    parts, at = [], 0
    for found in _CONDITION.finditer(read):
        if not found[0] or _is_everybodys(read, found):
            continue
        parts += [text[at : places[found.start()]], instead]
        at = places[found.end() - 1] + 1
    return "".join([*parts, text[at:]])


def _as_read(text: str) -> tuple[str, list[int] | range]:
    """The words without what nobody sees or reads between them, and where each letter stands."""
    plain = text.translate(_TRADITIONAL)
    if not _UNREAD.search(plain) and unicodedata.is_normalized("NFKC", plain):
        return plain, range(len(plain))
    letters, places = [], []
    for at, letter in enumerate(plain):
        if not _UNREAD.match(letter):
            for each in unicodedata.normalize("NFKC", letter):
                letters.append(each)
                places.append(at)
    return "".join(letters), places


def _is_everybodys(read: str, found: re.Match[str]) -> bool:
    before = read[max(0, found.start() - 4) : found.start()]
    return bool(
        _FOR_ALL.match(read, found.end())
        or _FOR_ALL_BEFORE.search(before)
        or _OF_THINGS.search(before)
    )
