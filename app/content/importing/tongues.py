"""Which pages say the same in different languages, by the places where tools keep translations."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from app.content import languages

from .sources import PAGE_ENDINGS, is_page, stem

CODES = re.compile(
    "a[rz]|b[egns]|c[asy]|d[ae]|e[lnostu]|f[air]|g[al]|h[eiruy]|i[dst]|ja|k[akmno]|ky|l[otv]|m[klnrsy]|n[belno]|p[alt]|r[ou]|"
    "s[iklqrvw]|t[aeghlr]|u[krz]|vi|yo|z[hu]"
)
REGIONS = {
    "cn": "zh-CN", "zh": "zh-CN", "zh-hans": "zh-CN", "zh-hant": "zh-TW", "tw": "zh-TW", "zhcn": "zh-CN", "chs": "zh-CN",
    "jp": "ja", "kr": "ko", "zh-hans-cn": "zh-CN", "zh-hant-tw": "zh-TW", "english": "en", "chinese": "zh-CN",
}  # fmt: skip
SUFFIX = re.compile(r"(?P<name>.+?)[._-](?P<lang>[A-Za-z]{2}(?:[-_][A-Za-z]{2,4})?)", re.DOTALL)
MOST_LANGUAGES = 5  # a course in more is rarely one course: its translations are asked for by name
HAN = re.compile("[\u4e00-\u9fff]")
KANA = re.compile("[\u3040-\u30ff]")
HANGUL = re.compile("[\uac00-\ud7af]")
CYRILLIC = re.compile("[\u0400-\u04ff]")
LETTER = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class Tongues:
    """`versions`: by page of the source language, its translations by language. `prefix`: the source's own folder."""

    versions: dict[str, dict[str, str]] = field(default_factory=dict)
    prefix: str = ""
    lang: str = ""
    left_out: set[str] = field(default_factory=set)

    def translations(self) -> set[str]:
        """All pages that are translations, those in languages that are left out among them."""
        return {path for by_lang in self.versions.values() for path in by_lang.values()} | self.left_out

    def keep(self, wanted: Collection[str]) -> list[str]:
        """Leaves out languages that nobody asked for; where nothing was asked for, all but Chinese and English of many."""
        found = {lang for by_lang in self.versions.values() for lang in by_lang}
        near = {lang for lang in found if lang.partition("-")[0] in {"zh", "en"}}
        kept = set(wanted) if wanted else found if len(found) < MOST_LANGUAGES else near
        for by_lang in self.versions.values():
            for lang in set(by_lang) - kept:
                self.left_out.add(by_lang.pop(lang))
        return sorted(found - kept)


def tag(name: str) -> str | None:
    """The language that a folder's or file's ending names, or None: `zh_cn` gives `zh-CN`, `api` gives None."""
    plain = name.lower().replace("_", "-")
    if plain in REGIONS:
        return REGIONS[plain]
    if not CODES.fullmatch(plain.partition("-")[0]) or len(plain) > 8:
        return None
    return languages.normal(plain)


def find_tongues(paths: Iterable[str], wanted: str = "") -> Tongues:
    """Pairs of pages. `wanted`: the language that is to be the source, if there is a choice."""
    pages = sorted(path for path in paths if is_page(path))
    return _by_folder(pages, wanted) or _by_name(pages, wanted)


def _by_folder(pages: list[str], wanted: str) -> Tongues | None:
    """`en/a.md` and `zh/a.md`, wherever these folders lie; a single one such as `content/en` counts too."""
    groups: dict[str, dict[str, dict[str, str]]] = {}
    for path in pages:
        parts = path.split("/")
        for index, name in enumerate(parts[:-1][:4]):
            if (lang := tag(name)) and name.lower() not in {"is", "it", "my", "no", "id", "ml", "cs"}:
                key = "/".join(parts[:index])
                groups.setdefault(key, {}).setdefault(lang, {}).setdefault("/".join(parts[index + 1 :]), path)
                break
    best = max(groups, key=lambda key: sum(len(each) for each in groups[key].values()), default=None)
    if best is None or sum(len(each) for each in groups[best].values()) * 2 < len(pages):
        return None
    by_lang = groups[best]
    source = (
        wanted if wanted in by_lang else "en" if "en" in by_lang else max(by_lang, key=lambda each: len(by_lang[each]))
    )
    found = Tongues(lang=source)
    first = next(iter(by_lang[source].items()))
    found.prefix = first[1][: len(first[1]) - len(first[0]) - 1]
    for inside, path in by_lang[source].items():
        others = {lang: files[inside] for lang, files in by_lang.items() if lang != source and inside in files}
        if others:
            found.versions[path] = others
    return found


def _by_name(pages: list[str], wanted: str) -> Tongues:
    """`a.zh.md`, `a_zh.md`, `translations/a.zh.md` or `translations/zh/a.md` beside `a.md`; `en.md` beside `zh.md`."""
    there = set(pages)
    found = Tongues()
    folders: dict[str, list[str]] = {}
    for path in pages:
        folders.setdefault(path.rpartition("/")[0], []).append(path)
    for inside in folders.values():
        named = {tag(stem(path)): path for path in inside}
        if len(named) > 2 and None not in named:
            lang = next((each for each in (wanted, "en", "zh-CN") if each in named), "")
            if lang:
                found.versions[named[lang]] = {str(each): path for each, path in named.items() if each != lang}
    for path in pages:
        for base, lang in _candidates(path):
            if base in there and base != path and base not in found.translations():
                found.versions.setdefault(base, {}).setdefault(lang, path)
                break
    chained = [path for path in found.versions if path in found.translations()]
    for path in chained:
        del found.versions[path]
    return found


def _candidates(path: str) -> Iterable[tuple[str, str]]:
    folder, _slash, name = path.rpartition("/")
    ending = next(each for each in PAGE_ENDINGS if name.lower().endswith(each))
    bare = name[: len(name) - len(ending)]
    parts = folder.split("/")
    for index, part in enumerate(parts[:-1]):
        if part in {"translations", "i18n", "locales"} and (lang := tag(parts[index + 1])):
            inside = [*parts[:index], *parts[index + 2 :]]
            inside = [each for each in inside if not each.startswith("docusaurus-plugin") and each != "current"]
            yield "/".join([*inside, name]), lang
            yield "/".join(["docs", *inside, name]), lang
    if (suffix := SUFFIX.fullmatch(bare)) and (lang := tag(suffix["lang"])):
        yield f"{folder}/{suffix['name']}{ending}".lstrip("/"), lang
        if parts[-1] == "translations":
            yield "/".join([*parts[:-1], suffix["name"] + ending]), lang
        for other in ("en", "zh", "zh-CN", "zh_CN", "cn"):
            if other != suffix["lang"] and tag(other) == "en":
                yield f"{folder}/{suffix['name']}.{other}{ending}".lstrip("/"), lang


def guess_language(text: str) -> str:
    """The language of a text by its script; English when it does not say."""
    letters = len(LETTER.findall(text)) or 1
    if len(KANA.findall(text)) * 20 > letters:
        return "ja"
    if len(HANGUL.findall(text)) * 5 > letters:
        return "ko"
    if len(HAN.findall(text)) * 10 > letters:
        return "zh-CN"
    return "ru" if len(CYRILLIC.findall(text)) * 3 > letters else "en"


def most_common(langs: Mapping[str, int]) -> str:
    return max(langs, key=lambda each: langs[each], default="en")
