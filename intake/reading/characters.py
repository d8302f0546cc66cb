"""Characters that look like others and are others: parts of characters, and what old fonts made up.

A name copied from a PDF may hold ⻩, a radical, for 黄; a name from a system of the nineties may
hold a character of the private area, which every computer shows differently or not at all.
"""

# Unicode's property Equivalent_Unified_Ideograph for the block CJK Radicals Supplement; the
# Kangxi radicals are folded by NFKC already.
_PARTS = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧"
    "⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍"
    "⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_WHOLE = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛"
    "犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶"
    "辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
RADICALS = dict(zip(map(ord, _PARTS), _WHOLE, strict=True))
# GBK's bytes FE50 to FEA0 stood in the private area from U+E815 on until GB 18030-2005 gave each a
# character of its own; the codec knows all but fourteen.
_LATER = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5,
    0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F,
    0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip
_TRAILING = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
PRIVATE = {
    0xE815 + number: bytes([0xFE, trailing]).decode("gb18030")
    for number, trailing in enumerate(_TRAILING)
} | {private: chr(character) for private, character in _LATER.items()}
# By this a text is translated after NFKC; the radicals last, for old fonts had some of them.
AS_CHARACTERS = {
    point: character.translate(RADICALS) for point, character in (PRIVATE | RADICALS).items()
}
