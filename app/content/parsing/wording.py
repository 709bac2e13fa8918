"""The few words that stand in the HTML of a page itself: they speak the page's language, not the reader's."""

from __future__ import annotations

from .. import languages

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "NOTE": "Note",
        "TIP": "Tip",
        "IMPORTANT": "Important",
        "WARNING": "Take care",
        "CAUTION": "Risk",
        "section": "Link to this section",
        "table": "Table",
        "formula": "Formula",
        "code": "Code",
        "footnote": "Footnote",
        "footnotes": "Footnotes",
        "back": "Back to the text",
        "transcript": "Transcript",
    },
    "zh": {
        "NOTE": "说明",
        "TIP": "提示",
        "IMPORTANT": "要点",
        "WARNING": "注意",
        "CAUTION": "风险",
        "section": "本节链接",
        "table": "表格",
        "formula": "公式",
        "code": "代码",
        "footnote": "脚注",
        "footnotes": "脚注",
        "back": "回到正文",
        "transcript": "文字稿",
    },
}


def word(lang: str, key: str) -> str:
    """A word in a page's language; English for languages that have none here."""
    return WORDS.get(languages.first_part(lang), WORDS["en"])[key]
