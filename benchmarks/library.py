"""A library of courses made from a seed, for measuring: Chinese lessons of about 5 kB, each with an English translation."""

import random
import struct
import zlib
from pathlib import Path

from app.content.parsing.texts import source_hash

MODULES_PER_COURSE = 5
LESSONS_PER_MODULE = 10
LESSONS_PER_COURSE = MODULES_PER_COURSE * LESSONS_PER_MODULE

CHINESE = (
    "跨境电商的卖家把货物发往海外仓库，需要先算清到岸成本。",
    "报关时要写明商品编码、原产地和申报价值，三者缺一不可。",
    "平台代收的增值税不是平台的收入，而是代买家缴给税务机关的。",
    "退货会占用库存，也会拉高每一单的履约成本，所以要尽早分拣。",
    "**交货条款**决定由谁付运费和进口税，写错一个字母就可能多付一笔钱。",
    "新员工应当在第一周学会查税率，并能解释差额从何而来。",
    "旺季之前，团队要核对每个仓库的可售天数，补货不能只看上月销量。",
)
ENGLISH = (
    "A seller who sends goods to a warehouse abroad works out the landed cost before anything is shipped.",
    "The declaration names the commodity code, the origin and the declared value; none of the three may be missing.",
    "Value added tax collected by the platform is no income of the platform: it is passed on to the tax office.",
    "Returns take up stock and raise the cost of every order, so they are sorted as soon as they come in.",
    "The **term of delivery** decides who pays for carriage and import duty, and one wrong letter can be expensive.",
    "New colleagues learn to look up a rate in their first week, and to explain where a difference comes from.",
    "Before the high season the team checks for how many days each warehouse can sell, not only last month's sales.",
)
WORDS = {
    "zh-CN": {
        "title": "第 {n} 课：到岸成本",
        "part": "第 {n} 部分",
        "table": "项目",
        "amount": "金额",
        "see": "接着读[下一课]({link})",
        "single": "谁承担第 {n} 批货的进口税？",
        "multiple": "第 {n} 批货报关要写明什么？",
        "number": "第 {n} 批货值 {v} 元，税率 20 %，税额是多少？",
        "buyer": "买家",
        "seller": "卖家",
        "platform": "平台",
        "code": "商品编码",
        "origin": "原产地",
        "colour": "包装颜色",
        "why": "税由买家承担，平台只是代收。",
    },
    "en": {
        "title": "The landed cost, lesson {n}",
        "part": "Part {n}",
        "table": "Item",
        "amount": "Amount",
        "see": "Go on with the [next lesson]({link})",
        "single": "Who bears the import duty of consignment {n}?",
        "multiple": "What must the declaration of consignment {n} name?",
        "number": "Consignment {n} is worth {v}, the rate is 20 %. How much is the tax?",
        "buyer": "The buyer",
        "seller": "The seller",
        "platform": "The platform",
        "code": "The commodity code",
        "origin": "The origin",
        "colour": "The colour of the box",
        "why": "The buyer bears the tax; the platform only collects it.",
    },
}


def make(root: Path, lessons: int, seed: int = 1) -> None:
    """Writes courses of 50 lessons, in two languages, until there are enough: the same files for the same seed."""
    for number in range(lessons // LESSONS_PER_COURSE):
        _course(root / f"course-{number:03}", number, random.Random(seed * 1000 + number))


def lesson_file(root: Path, number: int = 0) -> Path:
    """One lesson of the first courses, in the source language."""
    return root / f"course-{number:03}" / "30-part" / "40-lesson.zh-CN.md"


def _course(folder: Path, number: int, dice: random.Random) -> None:
    folder.mkdir(parents=True)
    names = f"{{zh-CN: 课程 {number}, en: Course {number}}}"
    (folder / "course.yaml").write_text(
        f"format: 1\nid: course-{number:03}\ntitle: {names}\nlanguages: [zh-CN, en]\nedition: 1\n", "utf-8"
    )
    for module in range(1, MODULES_PER_COURSE + 1):
        inside = folder / f"{module}0-part"
        (inside / "assets").mkdir(parents=True)
        (inside / "assets" / "map.png").write_bytes(_picture(module))
        (inside / "module.yaml").write_text(
            f"id: part-{module}\ntitle: {{zh-CN: 模块 {module}, en: Part {module}}}\n", "utf-8"
        )
        for place in range(1, LESSONS_PER_MODULE + 1):
            _lesson(inside, f"lesson-{module}-{place}", place, dice)


def _lesson(folder: Path, name: str, place: int, dice: random.Random) -> None:
    state, head = dice.getstate(), ""
    for lang, sentences in (("zh-CN", CHINESE), ("en", ENGLISH)):
        dice.setstate(state)  # the numbers of a translation are those of its source
        title, body = WORDS[lang]["title"].format(n=name), _body(name, lang, sentences, place, dice)
        text = f"---\nid: {name}\ntitle: {title}\n{head}---\n{body}"
        (folder / f"{place}0-lesson.{lang}.md").write_text(text, "utf-8")
        head = f'source_hash: "{source_hash(title, "", body)}"\n'


def _body(name: str, lang: str, sentences: tuple[str, ...], place: int, dice: random.Random) -> str:
    words = WORDS[lang]
    following = f"{place % LESSONS_PER_MODULE + 1}0-lesson.md"
    parts = []
    for number in range(1, 5):
        chosen = [dice.randrange(len(sentences)) for _ in range(12)]
        gap = "" if lang == "zh-CN" else " "
        body = "\n\n".join(gap.join(sentences[at] for at in chosen[start : start + 4]) for start in range(0, 12, 4))
        parts.append(f"## {words['part'].format(n=number)}\n\n{body}\n")
    rows = "".join(f"| {words['code']} {row} | {dice.randrange(100, 900)} |\n" for row in range(5))
    parts[1] += f"\n| {words['table']} | {words['amount']} |\n|---|---:|\n{rows}\n> [!TIP]\n> {sentences[0]}\n"
    parts[2] += (
        f"\n![{words['table']}](assets/map.png)\n\n- {sentences[1]}\n- {sentences[2]}\n\n{words['see'].format(link=following)}.\n"
    )
    return "\n" + "\n".join(parts) + _questions(name, words, dice)


def _questions(name: str, words: dict[str, str], dice: random.Random) -> str:
    first, second, third = (dice.randrange(1000, 10_000) for _ in range(3))
    value = dice.randrange(1, 500) * 5
    return f"""
## [?] {words["single"].format(n=first)}
`id: {name}-1`

- (x) {words["buyer"]}
- ( ) {words["seller"]}
- ( ) {words["platform"]}

> [!EXPLANATION]
> {words["why"]}

## [?] {words["multiple"].format(n=second)}
`id: {name}-2` `points: 2`

- [x] {words["code"]}
- [x] {words["origin"]}
- [ ] {words["colour"]}

## [?] {words["number"].format(n=third, v=value)}
`id: {name}-3` `type: number`

- = {value // 5} +- 1
"""


def _picture(shade: int) -> bytes:
    """A small grey PNG."""
    width, height = 64, 40
    rows = (b"\0" + bytes([shade * 40]) * width) * height
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
            (b"IDAT", zlib.compress(rows)),
            (b"IEND", b""),
        )
    )
