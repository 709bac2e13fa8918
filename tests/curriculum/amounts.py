"""The numbers and dates of a text, so that two languages can be compared: `5,475 万` and `54.75 million` are one number.

A date counts once, however it is written. Numbers in formulas of drawn questions, settings, addresses, names such as `W2`
and the numerals of lists do not count. Small numbers that are written as words are counted apart (`words`): what one
language writes as `2` the other may write as `two`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
MONTH = "|".join(MONTHS)
FENCE = re.compile(r"^((?:> ?)*`{3,})[^\n]*\n.*?^\1`*$", re.M | re.S)
SILENT = re.compile(
    r"`[a-z_]+: [^`]*`|\{\{[^{}]*\}\}|\[\[[^\]]*\]\]|https?://\S+|(?<=\])\((?:assets/|term:|[^)\s]*\.md)[^)\s]*"
    r"|^(?:[> ]|- )*\d{1,2}[.)](?=\s)|\(\d\)|\b(?:item|shop|clause|keyword) \d\b|\d+ (?:字|words)",
    re.M | re.I,
)
PLAIN = r"(?<![A-Za-z\d.,_])(?<![A-Za-z]\d)(?<![A-Za-z][-/])"
DATES = (  # the patterns of dates, each with the order of its parts: year, month, next month, day, last day
    (re.compile(rf"{PLAIN}(\d{{4}})-(\d\d)-(\d\d)(?!\d)"), "ymd"),
    (re.compile(rf"{PLAIN}(\d{{4}})-([01]\d)(?![\d-])"), "ym"),
    (re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日?[至到—–~-] ?(\d{1,2}) ?日"), "ymdl"),
    (re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]"), "ymd"),
    (re.compile(r"(\d{1,2}) ?月 ?(\d{1,2}) ?日?(?:至|到|—|–|~|-|、|和) ?(\d{1,2}) ?[日号]"), "mdl"),
    (re.compile(r"(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]"), "md"),
    (re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月(?!内)"), "ym"),
    (re.compile(r"(?<![\d个])(\d{1,2}) ?[至和、] ?(\d{1,2}) ?月(?!内)"), "mn"),
    (re.compile(r"(?<!\d)(?<!\d )(?<!个)(\d{1,2}) ?月(?!内)"), "m"),
    (re.compile(rf"\b(\d{{1,2}})(?: to | and |–|-)(\d{{1,2}}) ({MONTH})(?: (\d{{4}}))?\b"), "dlmy"),
    (re.compile(rf"\b(\d{{1,2}}) ({MONTH})(?:,? (\d{{4}}))?\b"), "dmy"),
    (re.compile(rf"\b({MONTH}) (\d{{4}})\b"), "my"),
    (re.compile(rf"\b({MONTH.replace('May|', '')}|(?<=[a-z] )May|May(?=[:;,.]))\b"), "m"),
)
NUMBER = re.compile(
    rf"{PLAIN}((?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?)(?:\s?(万亿|亿|千万|百万|万|千(?![克米瓦])|thousand|million|billion|trillion)"
    r"|(?![\d]|[A-Za-z_])|(?=(?:kg|cm|mm|g|m|st|nd|rd|th)\b))"
)
TIMES = {
    "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "万亿": 12, "thousand": 3, "million": 6, "billion": 9, "trillion": 12
}  # fmt: skip
ENGLISH = {
    word: number
    for number, words in {
        "0": "zero no nothing none nobody not", "0.5": "half", "1": "one a an first once single the each every per only",
        "2": "two second twice both pair double other", "3": "three third", "4": "four fourth quarter", "5": "five fifth",
        "6": "six sixth", "7": "seven seventh", "8": "eight eighth", "9": "nine ninth", "10": "ten tenth tenths",
        "11": "eleven eleventh", "12": "twelve twelfth", "15": "fifteen fifteenth", "20": "twenty", "30": "thirty",
        "40": "forty", "50": "fifty", "60": "sixty", "70": "seventy", "80": "eighty", "90": "ninety", "100": "hundred",
    }.items()
    for word in words.split()
}  # fmt: skip
CHINESE = {"零": 0, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
WORDED = re.compile(rf"[十百{''.join(CHINESE)}]+(成|月|折)?")
LOOSE = {
    "没": "0",
    "无": "0",
    "不": "0",
    "单": "1",
    "每": "1",
    "首": "1",
    "双": "2",
    "半": "0.5",
}  # other ways to say it


@dataclass(frozen=True)
class Amounts:
    """What a text counts: numbers and dates in digits, and small numbers in words."""

    digits: Counter[str]
    words: Counter[str]

    def lacking(self, other: "Amounts") -> list[str]:
        """What the other text has in digits and this one has not, neither in digits nor, if it is small, as a word."""
        return sorted((other.digits - self.digits - self.words).elements())


def amounts(text: str) -> Amounts:
    plain = SILENT.sub(" ", FENCE.sub("", text)).replace("−", "-")
    found: Counter[str] = Counter()
    for pattern, order in DATES:
        for each in pattern.finditer(plain):
            found.update(_date(dict(zip(order, each.groups(), strict=True))))
        plain = pattern.sub(" ", plain)
    found.update(
        f"{Decimal(number.replace(',', '')).scaleb(TIMES.get(unit, 0)).normalize():f}"
        for number, unit in NUMBER.findall(plain)
    )
    return Amounts(found, _words(plain))


def differences(chinese: str, english: str) -> list[str]:
    """What stands in one language only, section by section: a heading or a question each."""
    pairs = list(zip_longest(sections(chinese), sections(english), fillvalue=""))
    return [line for zh, en in pairs for line in _difference(zh, en)]


def sections(text: str) -> list[str]:
    """The text by its headings, code left out; what stands before the first one is a section, too."""
    return re.split(r"^(?=#{2,6} )", FENCE.sub("", text), flags=re.M)


def _difference(chinese: str, english: str) -> Iterator[str]:
    """A number said once more in one language is no difference, unless another is said once more in the other language."""
    zh, en = amounts(chinese), amounts(english)
    more_english, more_chinese = zh.lacking(en), en.lacking(zh)
    if not (more_english and more_chinese):
        more_english = [each for each in more_english if each not in zh.digits + zh.words]
        more_chinese = [each for each in more_chinese if each not in en.digits + en.words]
    if more_english or more_chinese:
        place = english.split("\n")[0][:70]
        yield f"{place}: only in English {more_english}, only in Chinese {more_chinese}"


def _date(parts: dict[str, str]) -> Iterator[str]:
    if parts.get("y"):
        yield parts["y"]
    months = [MONTHS.index(each) + 1 if each in MONTHS else int(each) for each in (parts["m"], parts.get("n")) if each]
    days = [int(parts[each]) for each in "dl" if parts.get(each)]
    yield from (f"{months[0]:02}-{day:02}" for day in days)
    if not days:
        yield from (f"month {month}" for month in months)


def _words(text: str) -> Counter[str]:
    found = Counter(ENGLISH[word] for word in re.findall(r"[a-z]+", text.lower()) if word in ENGLISH)
    found.update(LOOSE[sign] for sign in text if sign in LOOSE)
    found.update(map(_worded, WORDED.finditer(text)))
    return found


def _worded(match: re.Match[str]) -> str:
    """`三十` is 30, `四成` (four tenths) 40, `八五折` (at 85 %) 15 off, `九月` month 9."""
    if match[1] == "折":
        return str(100 - int("".join(str(CHINESE.get(sign, 0)) for sign in match[0][:-1]).ljust(2, "0")[:2]))
    total = digit = 0
    for sign in match[0].rstrip("成月"):
        if sign in "十百":
            total, digit = total + (digit or 1) * (10 if sign == "十" else 100), 0
        digit = CHINESE.get(sign, 0)
    total += digit
    return f"month {total}" if match[1] == "月" else str(total * 10 if match[1] == "成" else total)
