"""How names sort and are found: Chinese ones by pinyin, surnames as families say them."""

import unicodedata

from pypinyin import Style, lazy_pinyin

SURNAMES = {
    "单": "shan",
    "仇": "qiu",
    "曾": "zeng",
    "解": "xie",
    "盖": "ge",
    "查": "zha",
    "区": "ou",
    "朴": "piao",
    "缪": "miao",
    "翟": "zhai",
    "覃": "qin",
    "召": "shao",
    "黑": "he",
    "折": "she",
    "洗": "xian",
    "员": "yun",
    "种": "chong",
    "祭": "zhai",
    "繁": "po",
    "卜": "bu",
    "隗": "wei",
    "阚": "kan",
    "秘": "bi",
    "能": "nai",
    "郇": "xun",
    "郗": "xi",
    "宓": "mi",
    "薄": "bo",
    "句": "gou",
    "柏": "bai",
    "贲": "ben",
    "谌": "chen",
    "晟": "cheng",
    "撒": "sa",
    "尉": "wei",
    "都": "du",
    "么": "yao",
    "藏": "zang",
    "重": "chong",
    "佴": "nai",
    "乜": "nie",
    "瞿": "qu",
    "臧": "zang",
    "逄": "pang",
    "尉迟": "yu chi",
    "万俟": "mo qi",
    "长孙": "zhang sun",
    "单于": "chan yu",
    "澹台": "tan tai",
    "鲜于": "xian yu",
    "令狐": "ling hu",
    "夏侯": "xia hou",
    "宰父": "zai fu",
}
"""Surnames that are said otherwise than the same signs elsewhere, where pypinyin gives the reading of the sign. Of those with
several (覃, 缪, 朴) the commonest: a test lists them."""

LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})
"""Latin letters that are no plain letter with a mark; ß is two letters when case does not count."""


def folded(text: str) -> str:
    """Text as it is searched: case and marks of Latin letters do not count. Jürgen and Łukasz → jurgen and lukasz."""
    return unicodedata.normalize("NFC", "".join(_unmarked(letter) for letter in text.casefold().translate(LETTERS)))


def _unmarked(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if not unicodedata.combining(part)) if parts[0].isascii() else parts


def name_key(name: str) -> str:
    """The key a name sorts and is searched by: its pinyin, a blank, its initials. 王小明 → “wang xiaoming wxm”.

    Latin names keep their letters, lower-cased and without marks: Jürgen Weber → “jurgen weber jw”.
    """
    if name.isascii() or not any("\u4e00" <= letter <= "\u9fff" for letter in name):
        words = folded(name).split()
        return " ".join([*words, "".join(word[0] for word in words)])
    surname = next((name[:length] for length in (2, 1) if name[:length] in SURNAMES), "")
    said = SURNAMES[surname].split() if surname else []
    rest = name[len(surname) :]
    syllables = said + [part.casefold() for part in (lazy_pinyin(rest, style=Style.NORMAL) if rest else [])]
    return f"{syllables[0]} {''.join(syllables[1:])} {''.join(part[0] for part in syllables)}"
