"""Radicals and strokes look like characters and are none: text copied out of a PDF has them, and no search finds it."""

from unicodedata import normalize

import regex

_SUPPLEMENT = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻"
    "⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_SUPPLEMENT_MEANT = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑𫜹忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿"
    "肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_STROKES = "㇆㇏㇐㇑㇒㇓㇔㇕㇖㇗㇘㇙㇚㇛㇜㇝㇞㇟㇠㇡"
_STROKES_MEANT = "𠃌乀一丨丿丿丶𠃍乛𠃊𠃎𠄌亅𡿨𠃋乀𠃑乚乙𠄎"
"""Equivalent_Unified_Ideograph (EquivalentUnifiedIdeograph.txt, Unicode 15). NFKC knows the Kangxi radicals alone, and
agrees there.
"""

_KANGXI = (chr(radical) for radical in range(0x2F00, 0x2FD6))

IDEOGRAPHS = {
    **dict(zip(_SUPPLEMENT, _SUPPLEMENT_MEANT, strict=True)),
    **dict(zip(_STROKES, _STROKES_MEANT, strict=True)),
    **{radical: normalize("NFKC", radical) for radical in _KANGXI},
    "\u2f3e": "户",
    "\u2fad": "青",
}
"""What each stands for. The last two as they are written here: by the tables they are 戶 and 靑."""

RADICALS = regex.compile(r"[\u2E80-\u2FDF\u31C0-\u31E5]")
"""⺀ and some of the strokes stand for no character."""


def as_characters(text: str) -> str:
    """The text with the characters that its radicals stand for."""
    return RADICALS.sub(lambda found: IDEOGRAPHS.get(found[0], found[0]), text)
