"""Tags of template languages in text: Liquid of Jekyll and GitBook, shortcodes of Hugo. What they show is kept."""

from __future__ import annotations

import re

from . import notices
from .findings import Findings
from .fronts import Front
from .lines import Line, code_lines, dedent, indent_of, outside_code
from .values import Values

LIQUID = re.compile(r"\{%-?\s*(?P<name>[\w-]+)\s*(?P<rest>[^{}]*?)\s*-?%\}")
HUGO = re.compile(
    r"\{\{(?P<kind>[<%])\s*(?P<close>/)?\s*(?P<name>[\w./-]+)\s*(?P<rest>(?:[^{}\"`]|\"[^\"]*\"|`[^`]*`)*?)\s*/?\s*[>%]\}\}"
)
ESCAPED = re.compile(r"\{\{(?P<open>[<%])/\*(?P<what>.*?)\*/(?P<close>[>%])\}\}")
OUTPUT = re.compile(
    r"\{\{-?\s*(?:(?:site|page)\.(?:baseurl|url|root|github\.url)|relative_root_path|\.?Site\.BaseURL|rel(?:ative)?_?[Rr]oot)\s*-?\}\}"
)
FILTERED = re.compile(
    r"\{\{-?\s*[\"'](?P<path>[^\"']*)[\"']\s*\|\s*(?:relative_url|absolute_url|prepend:\s*site\.\w+|relURL|absURL)[^}]*\}\}"
)
NAMED = re.compile(r"\{\{-?\s*(?P<name>\.?[A-Za-z_][\w.-]*)\s*(?:\|[^{}]*)?-?\}\}")
OF_THE_SITE = ("site.", "page.", "include.", "layout.", "book.", "theme.", "config.")
VARIABLE = re.compile(r"\{%-?\s*data\s+(?P<name>variables\.[\w.-]+)\s*-?%\}")
IF_ELSE = re.compile(
    r"\{%-?\s*(?:if|ifversion|unless)\b[^%{}]*%\}(?P<first>(?:(?!\{%-?\s*(?:if|unless|else|elsif|endif)).)*)"
    r"\{%-?\s*(?:else|elsif|elseif)\b(?:(?!\{%-?\s*(?:if|unless|endif)).)*\{%-?\s*end(?:if|ifversion|unless)\s*-?%\}"
)
CHOICES = {"if", "ifversion", "unless"}
HTML_SUMMARY = re.compile(r"<[^>]*>")
ARGUMENT = re.compile(
    r"(?:(?P<key>[\w-]+)\s*[=:]\s*)?(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|`(?P<c>[^`]*)`|(?P<d>[^\s\"'`,=]+))"
)
BEGINS = re.compile(r"\{%|\{\{[<%]")
SILENT = {
    "raw", "endraw", "assign", "capture", "endcapture", "if", "unless", "else", "elsif", "endif", "endunless", "for",
    "endfor", "case", "when", "endcase", "ifversion", "endifversion", "tabs", "endtabs", "content-ref", "endcontent-ref",
    "tableofcontents", "toc", "rowheaders", "endrowheaders", "stepper", "endstepper", "columns", "endcolumns",
}  # fmt: skip
CODE_BLOCKS = {
    "highlight",
    "code",
    "codeblock",
    "code-block",
    "code-toggle",
    "command",
    "output",
    "highlighter",
    "terminal",
}
FOLDS = {"expand", "details", "collapse", "accordion", "expandable", "spoiler", "dropdown"}
TABS = {"tab", "tabitem", "codetab"}
VIDEOS = {"youtube": "https://www.youtube.com/watch?v={}", "youtubeLite": "https://www.youtube.com/watch?v={}",
          "vimeo": "https://vimeo.com/{}", "bilibili": "https://www.bilibili.com/video/{}"}  # fmt: skip
MOST_JOINED = 12  # lines that one tag may be spread over


class Templates:
    """Takes the tags out of one page. `values`: what names stand for; `lang`: of the page."""

    def __init__(self, path: str, findings: Findings, values: Values, front: Front, lang: str) -> None:
        self.path = path
        self.findings = findings
        self.values = values
        self.front = front
        self.lang = lang

    def take_out(self, lines: list[Line]) -> list[Line]:
        if not any("{%" in line.text or "{{" in line.text for line in lines):
            return lines
        done = self._blocks(self._highlights(_joined(lines)), 0)
        code = code_lines(done)
        filled = not any("{% raw" in line.text for line in lines)
        return [
            (self._filled(line, unknown=False) if filled else line) if inside else self._in_line(line)
            for line, inside in zip(done, code, strict=True)
        ]

    def _filled(self, line: Line, *, unknown: bool) -> Line:
        """With what its names stand for. `unknown`: those of the site that stand for nothing go."""

        def value(found: re.Match[str]) -> str:
            name = found["name"].removeprefix(".").replace("Site.Params.", "param.").replace("Site.", "site.")
            given = self.values.find(name if found.re is NAMED else f"data.{name}", self.front)
            if given is not None:
                return given
            if found.re is NAMED and unknown and name.startswith(OF_THE_SITE):
                self.findings.add(self.path, line.number, "lost", f"{{{{ {name} }}}}")
                return ""
            return found[0]

        text = line.text
        for _round in range(3):
            made = VARIABLE.sub(value, NAMED.sub(value, text))
            if made == text:
                break
            text = IF_ELSE.sub(lambda found: found["first"], made)
        return Line(line.number, text)

    def _highlights(self, lines: list[Line]) -> list[Line]:
        """Code between tags becomes a fence first, so that nothing in it is taken for a tag."""
        done: list[Line] = []
        at = 0
        code = code_lines(lines)
        while at < len(lines):
            line = lines[at]
            bare = line.text.strip()
            if bare in {"{% raw %}", "{% endraw %}", "{%- raw -%}", "{%- endraw -%}"}:
                at += 1
                continue
            found = None if code[at] else _alone(bare)
            end = self._code_end(lines, at, found) if found else None
            if found is None or end is None:
                done.append(line)
                at += 1
                continue
            lead = line.text[: indent_of(line.text)] if "\t" not in line.text else ""
            language = next(iter(_arguments(found["rest"]).get("", [])), "")
            language = "" if found["name"] == "code" and "=" in found["rest"] else language
            inside = [each for each in lines[at + 1 : end] if each.text.strip() not in {"{% raw %}", "{% endraw %}"}]
            if found["name"] == "code" and any(each.text.lstrip().startswith("```") for each in inside):
                done += inside
            else:
                done += [Line(line.number, f"{lead}```{language}"), *inside, Line(lines[end].number, f"{lead}```")]
            at = end + 1
        return done

    def _code_end(self, lines: list[Line], at: int, found: re.Match[str]) -> int | None:
        name = found["name"]
        if name not in CODE_BLOCKS or found.groupdict().get("close"):
            return None
        ends = (
            re.compile(rf"\s*\{{%-?\s*end{name}\s*-?%\}}\s*"),
            re.compile(rf"\s*\{{\{{[<%]\s*/\s*{name}\s*[>%]\}}\}}\s*"),
        )
        for index in range(at + 1, len(lines)):
            if any(end.fullmatch(lines[index].text) for end in ends):
                return index
            other = _alone(lines[index].text.strip())
            if other and other["name"] == name:
                return None
        return None

    def _blocks(self, lines: list[Line], depth: int) -> list[Line]:
        done: list[Line] = []
        code = code_lines(lines)
        at = 0
        while at < len(lines):
            found = None if code[at] or depth > 10 else _alone(lines[at].text.strip())
            end = _end(lines, code, at, found) if found else None
            if found is None or end is None:
                done.append(lines[at])
                at += 1
                continue
            done += self._block(found, lines[at], lines[at + 1 : end], depth)
            at = end + 1
        return done

    def _block(self, found: re.Match[str], line: Line, inside: list[Line], depth: int) -> list[Line]:
        name, number = found["name"].lower(), line.number
        arguments = _arguments(found["rest"])
        words = arguments.get("", [])
        lead = line.text[: len(line.text) - len(line.text.lstrip())]
        if name == "comment":
            return []
        if name in CHOICES:
            inside = inside[: _other_choice(inside)]
        inside = self._blocks(dedent(inside, indent_of(lead)), depth + 1)
        empty = Line(number, "")
        if name in SILENT:
            return [Line(each.number, lead + each.text) for each in inside]
        if name in FOLDS:
            self.findings.add(self.path, number, "folded")
            title = _one(arguments, "title", "summary", "header") or " ".join(words)
            return [empty, *notices.folded(title, inside, number, lead=lead), empty]
        if name in TABS:
            self.findings.add(self.path, number, "tab")
            title = _one(arguments, "title", "name", "header", "label") or (words[0] if words else "")
            head = [Line(number, lead + notices.bold(title)), empty] if title else []
            return [empty, *head, *(Line(each.number, lead + each.text) for each in inside), empty]
        kind = _one(arguments, "style", "type", "color") or (words[0] if words else "")
        styled = kind.lower() in notices.LABELS and name in {
            "hint",
            "callout",
            "alert",
            "notice",
            "admonition",
            "aside",
        }
        kind = kind if styled or name not in notices.LABELS else name
        if name in notices.LABELS or name in {"hint", "callout", "alert", "notice", "admonition", "aside", "pageinfo"}:
            self.findings.add(self.path, number, "notice")
            kind = kind if kind.lower() in notices.LABELS else "note"
            title = _one(arguments, "title")
            return [empty, *notices.quotation(kind, title, inside, number, lead), empty]
        self.findings.add(self.path, number, "lost", _tag(found))
        return [Line(each.number, lead + each.text) for each in inside]

    def _in_line(self, line: Line) -> Line:
        text = line.text
        if "{{" not in text and "{%" not in text:
            return line
        text = FILTERED.sub(lambda found: found["path"], OUTPUT.sub("", text))
        for _round in range(4):
            text = IF_ELSE.sub(lambda found: found["first"], text)
        text = self._filled(Line(line.number, text), unknown=True).text
        text = ESCAPED.sub(lambda found: f"`{{{{{found['open']} {found['what'].strip()} {found['close']}}}}}`", text)
        text = HUGO.sub(lambda found: self._shown(found, line), text)
        text = LIQUID.sub(lambda found: self._shown(found, line), text)
        return Line(line.number, text if text.strip() or not line.text.strip() else "")

    def _shown(self, found: re.Match[str], line: Line) -> str:
        """What a tag within a line stands for."""
        name, arguments = found["name"], _arguments(found["rest"])
        words = arguments.get("", [])
        if name in {"ref", "relref", "link", "post_url"}:
            return words[0] if words else ""
        if name in VIDEOS:
            number = _one(arguments, "id") or (words[0] if words else "")
            return f"[{name}]({VIDEOS[name].format(number)})"
        if name in {"figure", "img", "image", "imgproc", "picture"} or (
            name == "include" and _one(arguments, "src", "file")
        ):
            source = _one(arguments, "src", "file", "url", "name") or (words[-1] if words else "")
            alt = _one(arguments, "alt", "caption", "title")
            caption = _one(arguments, "caption", "title").replace('"', "'")
            return f"![{_flat(alt)}]({_target(source)}" + (f' "{_flat(caption)}")' if caption else ")")
        if name in {"embed", "file", "page-ref", "button", "cta"} and (
            url := _one(arguments, "url", "src", "page", "href")
        ):
            return f"[{_one(arguments, 'caption', 'text', 'title') or url}]({_target(url)})"
        if name == "glossary_tooltip":
            return _one(arguments, "text") or _one(arguments, "term_id").replace("-", " ")
        if name == "data" and words and words[0].startswith("variables."):
            return words[0].rpartition(".")[2].replace("_", " ")
        if name in {"heading", "T", "i18n"} and words:
            return self.values.word(words[0], self.lang)
        if name == "param" and words and (value := self.values.find(f"param.{words[0]}", self.front)):
            return value
        if text := _one(arguments, "text", "content"):
            return text
        if name.lower() not in SILENT and not name.startswith("end") and not found.groupdict().get("close"):
            self.findings.add(self.path, line.number, "lost", _tag(found))
        return ""


def _joined(lines: list[Line]) -> list[Line]:
    """Tags that are spread over lines on one line."""
    done: list[Line] = []
    skip = 0
    code = {index for index, _line in outside_code(lines)}
    for index, line in enumerate(lines):
        if skip:
            skip -= 1
            continue
        text = line.text
        begin = max(text.rfind("{%"), text.rfind("{{<"), text.rfind("{{%"))
        if begin >= 0 and index in code and "}" not in text[begin:]:
            for more in range(1, MOST_JOINED):
                if index + more >= len(lines) or not lines[index + more].text.strip():
                    break
                if "%}" in lines[index + more].text or "}}" in lines[index + more].text:
                    text = " ".join([text, *(each.text.strip() for each in lines[index + 1 : index + more + 1])])
                    skip = more
                    break
        done.append(Line(line.number, text))
    return done


def _alone(bare: str) -> re.Match[str] | None:
    """The tag that a line consists of."""
    if not bare.startswith(("{%", "{{<", "{{%")):
        return None
    return LIQUID.fullmatch(bare) or HUGO.fullmatch(bare)


def _end(lines: list[Line], code: list[bool], at: int, found: re.Match[str]) -> int | None:
    """The line with the closing tag, if there is one."""
    name = found["name"]
    if found.groupdict().get("close") or (name.startswith("end") and len(name) > 3):
        return None
    hugo = found[0].startswith("{{")
    ends = {f"end{name}", "endif"} if name == "ifversion" else {f"end{name}"}
    depth = 1
    for index in range(at + 1, len(lines)):
        if code[index]:
            continue
        other = _alone(lines[index].text.strip())
        if other is None:
            continue
        is_hugo = other[0].startswith("{{")
        if (
            is_hugo == hugo
            and (other["name"] == name or {name, other["name"]} <= CHOICES)
            and not other.groupdict().get("close")
        ):
            depth += 1
        elif (is_hugo and hugo and other["name"] == name) or (not hugo and other["name"] in ends):
            depth -= 1
        if depth == 0:
            return index
    return None


def _other_choice(inside: list[Line]) -> int:
    """Where the first of several choices ends."""
    depth = 0
    for index, line in enumerate(inside):
        other = _alone(line.text.strip())
        name = other["name"] if other else ""
        if name in {"else", "elsif", "elseif"} and depth == 0:
            return index
        depth += (name in CHOICES) - (name in {"endif", "endunless", "endifversion"})
    return len(inside)


def _arguments(rest: str) -> dict[str, list[str]]:
    """Named arguments, and under an empty name those without one."""
    found: dict[str, list[str]] = {}
    for each in ARGUMENT.finditer(rest[:2000]):
        value = next((each[name] for name in "abcd" if each[name] is not None), "")
        found.setdefault(each["key"] or "", []).append(value)
    return found


def _one(arguments: dict[str, list[str]], *names: str) -> str:
    return next((arguments[name][0] for name in names if arguments.get(name) and arguments[name][0]), "")


def _tag(found: re.Match[str]) -> str:
    """A tag without what it is given."""
    return f"{{{{< {found['name']} >}}}}" if found[0].startswith("{{") else f"{{% {found['name']} %}}"


def _flat(text: str) -> str:
    return HTML_SUMMARY.sub("", text).replace("[", "(").replace("]", ")").replace("\n", " ")


def _target(path: str) -> str:
    return f"<{path}>" if " " in path or "(" in path else path
