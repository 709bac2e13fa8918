"""Every message stands in Chinese, complete and well set; English needs no catalogue, since messages are English."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from tests.languages import CJK, words_of

ROOT = Path(__file__).parent.parent
APP = ROOT / "app"
CATALOGUE = APP / "translations/zh_Hans_CN/LC_MESSAGES/messages.po"
MAPPING = APP / "translations/babel.cfg"

Id = str | tuple[str, str]
FULL_WIDTH_NEEDED = re.compile(r"[\u3400-\u9fff](?:[,;:!?()]|\.(?!\w*[A-Za-z]))|[,;:!?()][\u3400-\u9fff]")
BLANK_BETWEEN_HAN = re.compile(r"[\u3400-\u9fff] +[\u3400-\u9fff]")

# Files that hold Chinese of their own; everything else that people read goes through gettext.
CHINESE = {
    "content": "the words of the lesson format, and of a lesson's page in the lesson's language",
    "demo": "names of people and departments that do not exist",
    "filters.py": "dates",
    "i18n.py": "a language is named in itself",
    "learning/certificates/paper.py": "the words of the paper, which is in both languages whoever reads it",
    "paper/widths.py": "the range of Chinese characters",
    "people/accounts/guessable.py": "passwords too common to take",
    "people/importing/cells.py": "days as people type them",
    "people/importing/exporting.py": "values of a sheet, which is in both languages whoever reads it",
    "people/importing/fields.py": "headers and values as they stand in the sheets of others",
    "people/importing/template.py": "the template, which is in both languages whoever reads it",
    "people/names.py": "the range of Chinese characters",
    "serving.py": "the page for an address too long to read, and so to tell the language of",
    "training/attendance/paper.py": "the words of the sheet, which is in both languages whoever signs it",
    "training/credits/paper.py": "the words of the paper, which is in both languages whoever reads it",
    "surveys/instruments.py": "statements of the survey, versioned in both languages together",
    "programmes/sheets/exporting.py": "the name of a sheet, which is in both languages whoever reads it",
    "programmes/sheets/fields.py": "headers as they stand in the sheets of others",
    "questions": "units, large numbers and truth values as learners type them",
}


@cache
def extracted() -> dict[Id, str]:
    """Every message of the source, with a place where it stands; the same call as `make messages`."""
    with MAPPING.open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    more = dict.fromkeys(re.findall(r"-k (\w+)", (ROOT / "Makefile").read_text(encoding="utf-8")))
    found: dict[Id, str] = {}
    for name, line, message, *_rest in extract_from_dir(ROOT, methods, options, {**DEFAULT_KEYWORDS, **more}):
        found.setdefault(message if isinstance(message, str) else (message[0], message[1]), f"{name}:{line}")
    return found


@cache
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as text:
        return read_po(text, locale="zh_CN")


def translated() -> list[tuple[Message, str, str]]:
    """(message, its English, its Chinese); of a plural, the plural English, since Chinese has one form."""
    pairs = []
    for message in catalogue():
        if message.id:
            english = message.id if isinstance(message.id, str) else message.id[1]
            chinese = message.string if isinstance(message.string, str) else (message.string or [""])[0]
            pairs.append((message, english, chinese))
    return pairs


def placeholders(text: str) -> list[str]:
    """%(name)s, {name} and bare % of a text, sorted."""
    return sorted(re.findall(r"%(?:\(\w+\))?[sdf]|%%|\{\w*\}", text))


def chinese_strings(path: Path) -> Iterator[int]:
    """Lines of string constants with Chinese, docstrings and messages left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "_l", "N_"})
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) not in passed and isinstance(node, ast.Constant) and CJK.search(str(node.value)):
            yield node.lineno


def test_the_source_has_messages():
    assert len(extracted()) > 150


def test_every_message_is_written_in_english():
    """A message may quote Chinese, for example a name in the lesson format; it does not begin with it."""
    firsts = {message if isinstance(message, str) else message[0]: place for message, place in extracted().items()}
    assert {message: place for message, place in firsts.items() if CJK.match(message)} == {}


def test_every_message_is_in_the_chinese_catalogue():
    there = {message.id if isinstance(message.id, str) else tuple(message.id) for message in catalogue()}
    assert {message: place for message, place in extracted().items() if message not in there} == {}


def test_the_chinese_catalogue_holds_nothing_that_is_no_longer_said():
    ids = {message.id if isinstance(message.id, str) else tuple(message.id) for message in catalogue() if message.id}
    assert ids - set(extracted()) == set()
    assert not catalogue().obsolete


def test_every_message_is_translated():
    assert [english for _message, english, chinese in translated() if not chinese.strip()] == []


def test_no_translation_is_a_guess():
    assert [message.id for message in catalogue() if message.id and message.fuzzy] == []


def test_a_translation_fills_in_what_its_message_fills_in():
    assert [
        english for _message, english, chinese in translated() if placeholders(english) != placeholders(chinese)
    ] == []


def test_chinese_uses_its_own_punctuation():
    wrong = [chinese for _message, _english, chinese in translated() if FULL_WIDTH_NEEDED.search(chinese)]
    assert wrong == []


def test_chinese_characters_stand_without_blanks_between_them():
    assert [chinese for _message, _english, chinese in translated() if BLANK_BETWEEN_HAN.search(chinese)] == []


def test_a_translation_begins_and_ends_as_its_message():
    """Blanks at the edges are lost in translation, and pages run together. Full-width marks bring their own blank."""
    for _message, english, chinese in translated():
        brought = (english[0] == " " and chinese[0] == "（", english[-1] == " " and chinese[-1] in "、，：；")
        assert (english[0].isspace(), english[-1].isspace()) == (
            chinese[:1].isspace() or brought[0],
            chinese[-1:].isspace() or brought[1],
        ), english


def test_python_files_hold_no_chinese_that_skips_the_catalogue():
    found = [
        f"{path.relative_to(APP)}:{line}"
        for path in sorted(APP.rglob("*.py"))
        if not {str(path.relative_to(APP)), path.relative_to(APP).parts[0]} & set(CHINESE)
        for line in chinese_strings(path)
    ]
    assert found == []


@pytest.mark.parametrize(("accepted", "tag"), [("zh-CN,zh;q=0.9", "zh-CN"), ("en-GB,en;q=0.9", "en")])
def test_the_sign_in_page_speaks_one_language(client: FlaskClient, accepted: str, tag: str):
    page = client.get("/sign-in", headers={"Accept-Language": accepted}).get_data(as_text=True)
    assert f'<html lang="{tag}"' in page
    said = {text for language, text in words_of(page) if language == tag}
    if tag == "en":
        assert not {text for text in said if CJK.search(text)} - {"信风"}
        return
    english = {text for _message, text, chinese in translated() if text != chinese}
    assert not said & english
    assert "登录" in said


@pytest.mark.parametrize(
    ("cookie", "accepted", "tag"),
    [("en", "zh-CN", "en"), ("zh-CN", "en", "zh-CN"), ("xx", "en", "en"), ("", "fr", "zh-CN")],
)
def test_the_language_follows_the_cookie_then_the_browser(client: FlaskClient, cookie: str, accepted: str, tag: str):
    client.set_cookie("language", cookie)
    page = client.get("/sign-in", headers={"Accept-Language": accepted}).get_data(as_text=True)
    assert f'<html lang="{tag}"' in page


def test_the_guard_sees_a_placeholder_that_is_lost():
    assert placeholders("about %(minutes)s, %(count)d of {all}") == ["%(count)d", "%(minutes)s", "{all}"]
    assert placeholders("about %(minutes)s") != placeholders("约 %(minute)s")


@pytest.mark.parametrize("text", ["登录,再试", "没有保存.", "谁?", "(第一次)登录", "课程:出口"])
def test_the_guard_sees_punctuation_of_the_wrong_width(text: str):
    assert FULL_WIDTH_NEEDED.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "登录，再试。",
        "第 3 课（共 %(count)s 课）",
        "HR 或管理员",
        "运行 flask courses check",
        "约 2.5 小时",
        "叫做 课文.zh-CN.md",
    ],
)
def test_the_guard_lets_good_chinese_pass(text: str):
    assert not FULL_WIDTH_NEEDED.search(text)
