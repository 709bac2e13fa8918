"""How names sort and are found: Chinese ones by pinyin."""

from pypinyin import Style, lazy_pinyin


def name_key(name: str) -> str:
    """The key a name sorts and is searched by: its pinyin, a blank, its initials. 王小明 → “wang xiaoming wxm”.

    Latin names keep their letters, lower-cased: Jonas Weber → “jonas weber jw”.
    """
    if name.isascii() or not any("\u4e00" <= letter <= "\u9fff" for letter in name):
        words = name.casefold().split()
        return " ".join([*words, "".join(word[0] for word in words)])
    syllables = [part.casefold() for part in lazy_pinyin(name, style=Style.NORMAL)]
    return f"{syllables[0]} {''.join(syllables[1:])} {''.join(part[0] for part in syllables)}"
