"""Names of the demo's people: invented, as varied as in a real company, a few of them shared."""

import unicodedata
from collections.abc import Iterable, Iterator
from random import Random

from pypinyin import lazy_pinyin

SURNAMES = (
    "王李张刘陈杨黄赵吴周" * 5
    + "徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹" * 3
    + "彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江"
    + "尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
RARE_SURNAMES = "欧阳 欧阳 司徒 上官 诸葛 慕容 皇甫 尉迟 逄 仝 佘 郗 宓 缪 訾 亓 麴 厍 隗 羿"
GIVEN = """
    伟 娜 敏 静 强 磊 洋 勇 军 杰 涛 超 霞 平 刚 桂 悦 颖 琳 晨 宁 昊 婷 鑫 妍 峰 燕 倩 波 蕾 睿 旭 岚 楠 爽 钰 喆 堃
    建国 国栋 志强 志豪 文博 文静 晓东 晓雯 晓明 小红 海燕 海波 海涛 丽华 丽娟 秀英 秀兰 玉兰 玉梅 春梅 冬梅 雪梅
    建华 建军 子轩 子涵 子墨 梓涵 梓萱 雨桐 雨欣 雨泽 欣怡 欣然 诗涵 诗雨 思远 思琪 思雨 嘉怡 嘉豪 嘉伟 佳琪 佳慧
    俊杰 俊豪 俊熙 浩然 浩宇 宇航 宇轩 宇辰 一凡 一鸣 一诺 天宇 天佑 泽宇 明轩 明哲 明远 博文 博雅 若曦 若溪 若楠
    婉婷 婉清 雅楠 雅琴 雅静 慧敏 慧玲 美玲 美琪 晓峰 晓琳 晓梅 卫东 卫国 爱民 永强 永康 少华 少杰 家明 家乐 景行
    景天 可欣 可盈 心怡 心悦 书涵 书豪 振宇 振华 鹏飞 鹏程 云飞 云霞 凌云 凌霄 立新 立群 瑞雪 瑞祥 正阳 正豪 清扬
    清源 启明 启航 静怡 静雯 艳红 艳丽 红梅 红霞 亦菲 亦凡 逸飞 逸尘 沐阳 沐晴 乐天 乐怡 君豪 君怡 伟东 伟民 德华
    德明 学文 学军 兆丰 兆麟 懿轩 祎宁 翊航 甯远 珺瑶 烨霖
"""
SHARED = ("王伟", "王伟", "李娜", "李娜", "张敏", "张敏", "刘洋", "刘洋", "刘洋", "买合木提·艾力", "古丽娜尔·阿不都")

# Given names, then family names, by where people come from; an underscore stands for a blank, a dash for no name.
FOREIGN = {
    "de": (
        "Jonas Lukas Anna Katrin Stefan Sabine Björn Jürgen Heike Felix Lena Uwe Matthias Petra Sören Nele Torben Anke",
        "Weber Müller Schröder Hansen Petersen Krüger Vogt Lüders Großmann Behrens Lorenz Thiel Brandt Jäger Kühn Wulff",
    ),
    "nl": (
        "Daan Sanne Bram Lotte Joris Femke Thijs Maaike Ruben Anouk Sjoerd Ilse Koen",
        "de_Vries van_den_Berg Jansen Bakker van_Dijk Visser Smit de_Boer Mulder van_der_Meer Hoekstra Kuipers",
    ),
    "us": (
        "Emily Marcus Jennifer Tyrone Ashley Carlos Brian Rosa Kevin Latoya Jason Nicole Derek Miguel Hannah Andre Grace",
        "Carter O'Brien Ramirez Johnson Washington Nguyen Hughes Garcia-Lopez Brooks Kim Foster Delgado Price",
    ),
    "id": (
        "Budi Siti Agus Dewi Rina Eko Putri Wahyu Indah Bayu Ratna Fajar Yuni Hendra Lestari Dimas",
        "Santoso Wijaya Rahayu Pratama Kusuma Hidayat Setiawan Nugroho Siregar Wibowo Maulana -",
    ),
    "ar": (
        "Ahmed Fatima Omar Layla Khalid Mariam Yusuf Noura Hassan Aisha Tariq Salma",
        "Al-Farsi Al_Mansoori Haddad El-Sayed Rahman Al-Khatib Nasser Bin_Saleh Darwish Qureshi",
    ),
    "pl": (
        "Łukasz Agnieszka Paweł Małgorzata Grzegorz Joanna Zbigniew Żaneta",
        "Wójcik Kowalczyk Zieliński Nowak Lewandowicz Mazur Król",
    ),
    "fr": ("Chloé Étienne Giulia Matteo", "Lefèvre D'Angelo Moreau Ricci"),
}
PLAIN = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "ß": "ss"})


def chinese_names(count: int, rng: Random, *, taken: Iterable[str] = ()) -> list[str]:
    """That many Chinese names, none of those taken; a few rare surnames, and names that several share at the end."""
    names: list[str] = []
    seen = {*SHARED, *taken}
    rare, given = RARE_SURNAMES.split(), GIVEN.split()
    while len(names) < count - len(SHARED):
        surname = rng.choice(rare) if rng.random() < 0.05 else rng.choice(SURNAMES)
        name = surname + rng.choice(given)
        if name not in seen:
            seen.add(name)
            names.append(name)
    return names + list(SHARED)


def foreign_names(rng: Random) -> dict[str, Iterator[str]]:
    """For each origin a hundred or so names, none twice; some people have one name only."""
    return {origin: _mixed(*pool, rng) for origin, pool in FOREIGN.items()}


def _mixed(first: str, last: str, rng: Random) -> Iterator[str]:
    pairs = [f"{given} {family}" for given in first.split() for family in last.split()]
    rng.shuffle(pairs)
    return (pair.replace("_", " ").removesuffix(" -") for pair in pairs)


def mailbox(name: str) -> str:
    """What stands before the @: the surname and the given name in plain letters."""
    words = lazy_pinyin(name) if not name.isascii() and "\u4e00" <= name[0] <= "\u9fff" else _plain(name).split()
    words = ["".join(letter for letter in word.casefold() if letter.isascii() and letter.isalnum()) for word in words]
    return ".".join([words[0], "".join(words[1:])]).strip(".")


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.translate(PLAIN))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
