"""Templates hold no style, script or words of their own: the browser's policy forbids the first two, translators need the third."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

from tests.languages import CJK, words_of

ROOT = Path(__file__).parent.parent
APP = ROOT / "app"
TEMPLATES = APP / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))

CLASSES = re.compile(r"\{%-? block \w+_class %\}.*?\{%-? endblock -?%\}")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
LETTER = re.compile(r"[^\W\d_]")
WORDS = re.compile(r"[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}")
SPOKEN = {
    "alt",
    "title",
    "aria-label",
    "aria-description",
    "placeholder",
    "data-l",
}  # attributes that people read or hear
TRANSLATORS = {"_", "gettext", "ngettext", "_l", "N_"}

# The same in every language: names, units, what stands on a chart.
UNTRANSLATED = {"Tradewind", "信风", "HR", "xlsx", "csv", "h", "min", "°N", "°E", "N", "E"}
# A page shown when something broke says it in the other language too, whichever the reader's is.
BILINGUAL = {"error.html"}

# `|safe` is for HTML that content has sanitised, named `…html` there, and for these:
SAFE = {
    ("components/icon.html", "SHAPES"): "our own drawings, a table in the same file",
    ("learning/show_lesson.html", "block"): "a lesson's sanitised HTML, between its questions",
    ("learning/start_quiz.html", "block"): "a quiz's sanitised introduction",
}

FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a <style> element": re.compile(r"<style\b", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "a style from elsewhere": re.compile(r"<link\b[^>]*href=.https?:", re.IGNORECASE),
    "a script from elsewhere": re.compile(r"<script\b[^>]*src=.https?:", re.IGNORECASE),
    "a block without escaping": re.compile(r"\{%-?\s*autoescape"),
}


@cache
def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def forbidden_markup(text: str) -> list[str]:
    bare = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    flat = re.sub(r"\{\{.*?\}\}", "x", bare, flags=re.DOTALL)  # a > inside an expression would end the tag
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(flat)]


def literal_words(text: str) -> list[str]:
    """Words between the tags and in spoken attributes that went past gettext."""
    said = words_of(JINJA.sub("", CLASSES.sub("", text)))
    found = [token for _language, words in said for token in re.findall(r"[^\s·,.:()%/+–—-]+", words)]
    return [token for token in found if LETTER.search(token) and re.sub(r"\d", "", token) not in UNTRANSLATED]


def literal_strings(text: str) -> list[str]:
    """Strings in Jinja's own code that read like a sentence or are Chinese, and went past gettext."""
    return [
        node.value
        for node in _outside_gettext(Environment(extensions=["jinja2.ext.do"]).parse(text))
        if isinstance(node, nodes.Const) and isinstance(node.value, str)
        if is_spoken(node.value)
    ]


def is_spoken(string: str) -> bool:
    """Whether a string is for a reader: Chinese, or words that are not a list of classes; a drawing is looked into."""
    if string.startswith("<"):
        return bool(literal_words(string))
    return bool(CJK.search(string) or (WORDS.search(string) and not re.fullmatch(r"[a-z -]+", string)))


def _outside_gettext(node: nodes.Node) -> Iterator[nodes.Node]:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in TRANSLATORS:
        return
    yield node
    for child in node.iter_child_nodes():
        yield from _outside_gettext(child)


def trusted(text: str) -> list[str]:
    """The names of what a template marks as safe: the last attribute, the function or the variable."""
    tree = Environment(extensions=["jinja2.ext.do"]).parse(text)
    return [_last_name(found.node) for found in tree.find_all(nodes.Filter) if found.name == "safe"]


def _last_name(node: nodes.Node | None) -> str:
    match node:
        case nodes.Getattr():
            return node.attr
        case nodes.Getitem() | nodes.Call() | nodes.Filter():
            return _last_name(node.node)
        case nodes.CondExpr():
            return _last_name(node.expr1)
        case nodes.Name():
            return node.name
    return type(node).__name__


def is_sanitised(name: str, expression: str) -> bool:
    return expression == "html" or expression.endswith("_html") or (name, expression) in SAFE


def test_there_are_templates():
    assert len(NAMES) > 30


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(name: str, migrated_app: Flask):
    migrated_app.jinja_env.get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_has_nothing_the_policy_forbids(name: str):
    in_mails = {"a style attribute"} if name.startswith("mails/") else set()  # mail programs have no style sheets
    assert [found for found in forbidden_markup(source(name)) if found not in in_mails] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_trusts_only_sanitised_html(name: str):
    assert [expression for expression in trusted(source(name)) if not is_sanitised(name, expression)] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_a_template_can_be_translated(name: str):
    assert literal_words(source(name)) == []
    assert name in BILINGUAL or literal_strings(source(name)) == []


def test_every_exception_is_still_needed():
    used = {(name, expression) for name in NAMES for expression in trusted(source(name))}
    assert set(SAFE) <= used


def test_no_python_file_trusts_html_but_the_cleaner():
    trusting = {
        str(path.relative_to(APP))
        for path in APP.rglob("*.py")
        if re.search(r"\bMarkup\(", path.read_text(encoding="utf-8"))
    }
    messages = "i18n.py"  # of the catalogue, as the template library itself takes them
    pictures = "charts/drawing.py"  # written by the standard library's writer of XML, which escapes
    frozen = "reports/kept/frozen_lines.py"  # the same pictures, shown once the hash of the copy was checked
    assert trusting <= {messages, pictures, frozen}


def test_scripts_write_no_html_and_no_styles():
    pattern = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\(.style"
    )
    for path in sorted((APP / "static").rglob("*.js")):
        assert not pattern.search(path.read_text(encoding="utf-8")), path.name


def test_scripts_hold_no_chinese():
    for path in sorted((APP / "static").rglob("*.js")):
        bare = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not CJK.search(bare), path.name


def test_styles_load_nothing_from_elsewhere():
    for path in sorted((APP / "static").rglob("*.css")):
        assert not re.search(r"url\(\s*['\"]?(https?:)?//|@import", path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        '<p class="a"\n STYLE = "x">',
        '<p title="{{ a > b }}" style="x">',
        "<style>p {}</style>",
        '<button onclick="go()">',
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<a href="javascript:go()">',
        '<script src="https://cdn.example.org/x.js"></script>',
        "{% autoescape false %}",
    ],
)
def test_the_guard_sees_forbidden_markup(text: str):
    assert forbidden_markup(text)


@pytest.mark.parametrize(
    "text",
    [
        '<script type="module" src="{{ static(\'js/quiz.js\') }}"></script>',
        "{# <p style= #}",
        '<p class="{{ a }}">{{ _("one") }}</p>',
        '<option value="on">',
    ],
)
def test_the_guard_lets_good_markup_pass(text: str):
    assert not forbidden_markup(text)


@pytest.mark.parametrize("text", ["<p>Sign in</p>", "<p>{{ a }} 登录</p>", '<img alt="Map">', '<a aria-label="关闭">'])
def test_the_guard_sees_words_that_cannot_be_translated(text: str):
    assert literal_words(text)


@pytest.mark.parametrize(
    "text", ['{{ "登录" }}', '{{ "Not yet begun" if a else "" }}', '{% set a = [("x", "Two words here")] %}']
)
def test_the_guard_sees_strings_that_cannot_be_translated(text: str):
    assert literal_strings(text)


@pytest.mark.parametrize("text", ['{{ _("登录 now") }}', '{{ field(a, class="button primary") }}', '{{ "—" }}'])
def test_the_guard_lets_good_strings_pass(text: str):
    assert not literal_strings(text)


@pytest.mark.parametrize("text", ["{{ name|safe }}", "{{ user.name|upper|safe }}", "{{ request.args['q']|safe }}"])
def test_the_guard_sees_html_that_nobody_sanitised(text: str):
    assert [found for found in trusted(text) if not is_sanitised("people/show_me.html", found)]
