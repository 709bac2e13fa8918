"""Whether a password is among what guessers try first. Pure: no list is long enough, so what is left of known words decides."""

import re
import unicodedata
from collections.abc import Collection

LEAST_LEFT = 6  # letters that must remain once known words, digits and marks are taken away
LEAST_DIFFERENT = 5
SHORTEST_WORD = 3
LOOK_ALIKE = str.maketrans("013457@$!", "oleastasi")

COMMON = frozenset(
    [
        "password",
        "passwort",
        "passwd",
        "passw",
        "pass",
        "secret",
        "login",
        "user",
        "admin",
        "administrator",
        "root",
        "guest",
        "test",
        "letmein",
        "welcome",
        "hello",
        "changeme",
        "default",
        "temp",
        "master",
        "access",
        "system",
        "server",
        "computer",
        "internet",
        "company",
        "training",
        "learning",
        "course",
        "office",
        "work",
        "qwerty",
        "qwertyuiop",
        "qwertz",
        "azerty",
        "asdf",
        "asdfgh",
        "asdfghjkl",
        "zxcv",
        "zxcvbn",
        "zxcvbnm",
        "qazwsx",
        "qazwsxedc",
        "wsxedc",
        "poiuytrewq",
        "lkjhgfdsa",
        "abc",
        "abcd",
        "abcdef",
        "abcdefg",
        "abcdefgh",
        "iloveyou",
        "loveyou",
        "love",
        "lovely",
        "sunshine",
        "princess",
        "dragon",
        "monkey",
        "football",
        "baseball",
        "superman",
        "batman",
        "starwars",
        "shadow",
        "michael",
        "jordan",
        "summer",
        "winter",
        "spring",
        "autumn",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "china",
        "beijing",
        "shanghai",
        "ningbo",
        "hangzhou",
        "shenzhen",
        "guangzhou",
        "zhejiang",
        "woaini",
        "woaiwojia",
        "nihao",
        "mima",
        "denglu",
        "gongsi",
        "peixun",
        "xinfeng",
        "wosini",
        "aini",
        "zhongguo",
        "tradewind",
        "tradewinds",
        "trade",
        "wind",
        "foreigntrade",
        "ecommerce",
        "密码",
        "登录",
        "管理员",
        "公司",
        "培训",
        "学习",
        "信风",
        "外贸",
        "电商",
        "我爱你",
        "你好",
        "中国",
    ]
)


def is_guessable(password: str, words: Collection[str]) -> bool:
    """Whether little is left of a password once common words and `words` (the company's, the person's) are taken away.

    Letter case, width, digits and marks do not count, nor do digits written for letters.
    """
    plain = unicodedata.normalize("NFKC", password).casefold()
    known = {word for word in map(_letters, words) if len(word) >= SHORTEST_WORD or not word.isascii()} | COMMON
    numbers = {word.casefold() for word in words if any(letter.isdigit() for letter in word)}
    for number in numbers:
        plain = plain.replace(number, "")
    return len(set(password)) < LEAST_DIFFERENT or any(
        _left(_letters(text), known) < LEAST_LEFT for text in (plain, plain.translate(LOOK_ALIKE))
    )


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", unicodedata.normalize("NFKC", text).casefold())


def _left(letters: str, known: Collection[str]) -> int:
    """How many letters remain when known words are taken out, long ones first. Chinese ones count double."""
    for word in sorted(known, key=len, reverse=True):
        letters = letters.replace(word, "") if word else letters
    return sum(1 if letter.isascii() else 2 for letter in letters)
