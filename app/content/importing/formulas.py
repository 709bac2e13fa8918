"""Formulas as other tools write them: each becomes `$…$` in a line, or `$$` on lines of its own (content-format §12.3)."""

from __future__ import annotations

import re

from .findings import Findings
from .lines import CODE, Line, code_lines, outside_marks

LEAD = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*")
MARKER = re.compile(r"[-*+]|\d{1,9}[.)]")
FENCE = re.compile(r"(?P<lead>[ \t>]*)(?P<marks>`{3,}|~{3,})[ \t]*(?:\{math\}|math|latex-math)[ \t]*")
ENVIRONMENT = re.compile(r"\\begin\{(?P<name>(?:equation|align|gather|eqnarray|multline|aligned|gathered)\*?)\}")
IN_CODE = re.compile(r"(?<![`\\])\$`(?P<inside>[^`$\n]+)`\$(?!`)")
BRACKETS = re.compile(r"(?<!\\)\\\((?P<inside>[^\n$]{1,500}?)(?<!\\)\\\)")
DOUBLE = re.compile(r"(?<!\\)\$\$(?P<inside>(?:[^$\\\n]|\\.)+?)\$\$")
DOLLAR = re.compile(r"(?<![\\$])\$(?!\$)")
SIGNS = re.compile(r"\\[A-Za-z{}|,;!%]|[_^={}<>+*≤≥≠±×÷∈→∞∑∏√]")
COMMAND = re.compile(r"\\[A-Za-z]|[_^]\{|[_^]\w")
IN_BLOCK = re.compile(r"\\[A-Za-z]|[_^]\{|\^\w|=")
PLAIN = re.compile(r"(?=.*[A-Za-z0-9])[A-Za-z0-9+\-/(),.|:;'!\[\] ]{1,40}")
WORD = re.compile(r"[A-Za-z]{4,}")
NO_FORMULA = re.compile(r"[ \t>]*(?:#{1,6}[ \t]|`{3}|~{3})")
PAGE_WITH_FORMULAS = re.compile(
    r"\$\$[^$]*(?:\\[A-Za-z]|[_^=])|\$[^$\n]*(?:\\[A-Za-z]|[_^])[^$\n]*\$|\\\(|\\begin\{|\$`|```math"
)
ENDS = {"。": ".", "，": ",", "；": ";", ".": ".", ",": ",", ";": ";"}
MOST_LINES = 120  # of one formula

REWRITTEN = (
    (re.compile(r"\\\*"), "*"),
    (re.compile(r"\\(?:label|tag\*?)\s*\{\s*\}|\\label\s*\{[^{}]*\}|\\(?:nonumber|notag)(?![A-Za-z])"), ""),
    (re.compile(r"\\tag\*?\s*\{([^{}]*)\}"), r"\\qquad (\1)"),
    (re.compile(r"\\(begin|end)\{eqnarray\*?\}"), r"\\\1{aligned}"),
    (re.compile(r"\\(begin|end)\{multline\*?\}"), r"\\\1{gathered}"),
    (re.compile(r"\\middle(?![A-Za-z])"), ""),
    (re.compile(r"\\arg(?![A-Za-z])"), r"\\operatorname{arg}"),
    (re.compile(r"\\([RNZ])(?![A-Za-z])"), r"\\mathbb{\1}"),
)
"""Commands that browsers with another library know, as those that are known here."""


class Formulas:
    """Turns the formulas of one page."""

    def __init__(self, path: str, findings: Findings) -> None:
        self.path = path
        self.findings = findings

    def turn(self, lines: list[Line]) -> list[Line]:
        if not any("$" in line.text or "\\" in line.text or "math" in line.text for line in lines):
            return lines
        if not PAGE_WITH_FORMULAS.search("\n".join(line.text for line in lines)):
            return lines
        lines = self._fences(lines)
        done: list[Line] = []
        code = code_lines(lines)
        at = 0
        while at < len(lines):
            line = lines[at]
            if code[at]:
                done.append(line)
                at += 1
            elif (used := self._block(lines, code, at, done)) > 0:
                at += used
            else:
                done.append(Line(line.number, self._in_line(line)))
                at += 1
        return done

    def _fences(self, lines: list[Line]) -> list[Line]:
        """```` ```math ```` blocks get dollars."""
        done: list[Line] = []
        code = code_lines(lines)
        inside = False
        for index, line in enumerate(lines):
            first = code[index] and (index == 0 or not code[index - 1])
            last = code[index] and (index + 1 == len(lines) or not code[index + 1])
            found = FENCE.fullmatch(line.text) if first else None
            inside = (inside or found is not None) and code[index]
            if inside and (found or last):
                self.findings.add(self.path, line.number, "math")
                done.append(Line(line.number, LEAD.match(line.text)[0] + "$$"))  # type: ignore[index]  # it matches every text
            else:
                done.append(line)
            inside = inside and not last
        return done

    def _block(self, lines: list[Line], code: list[bool], at: int, done: list[Line]) -> int:
        """How many lines a formula of its own takes that begins in this one; 0 when none does."""
        text = lines[at].text
        lead = LEAD.match(text)[0]  # type: ignore[index]  # it matches every text
        rest = text[len(lead) :]
        bare = CODE.sub(lambda code: " " * len(code[0]), rest)
        if bare.startswith("\\["):
            return self._between(lines, code, at, lead, 0, 2, "\\]", done)
        if found := ENVIRONMENT.match(bare):
            end = f"\\end{{{found['name']}}}"
            return self._between(lines, code, at, lead, 0, 0, end, done)
        marks = [found.start() for found in re.finditer(r"(?<!\\)\$\$", bare)]
        if len(marks) % 2:
            return self._between(lines, code, at, lead, marks[-1], marks[-1] + 2, "$$", done)
        if len(marks) == 2 and marks[0] == 0 and bare[marks[1] + 2 :].strip() in {"", *ENDS}:
            inside = rest[2 : marks[1]].strip() + ENDS.get(bare[marks[1] + 2 :].strip(), "")
            if inside:
                self._put(lines, at, at + 1, lead, [Line(lines[at].number, inside)], "", done)
                return 1
        return 0

    def _between(
        self,
        lines: list[Line],
        code: list[bool],
        at: int,
        lead: str,
        begin: int,
        start: int,
        end: str,
        done: list[Line],
    ) -> int:
        """A formula from a place of this line to where it ends, in this line or a later one."""
        for index in range(at, min(len(lines), at + MOST_LINES)):
            if code[index] or (index > at and NO_FORMULA.match(lines[index].text)):
                return 0
            place = lines[index].text.find(end, len(lead) + start if index == at else 0)
            if place >= 0:
                break
        else:
            return 0
        keep = len(end) if end.startswith("\\end") else 0
        inside = _pieces(lines, at, index, len(lead) + start, place + keep, lead)
        whole = " ".join(line.text for line in inside)
        after = lines[index].text[place + len(end) :].strip()
        if (not IN_BLOCK.search(whole) and (len(whole) > 60 or end == "\\]")) or (
            end == "\\]" and after not in {"", *ENDS}
        ):
            return 0
        before = lines[at].text[: len(lead) + begin].rstrip()
        if before.strip(" \t>") and not MARKER.fullmatch(before.strip(" \t>")):
            done.append(Line(lines[at].number, self._in_line(Line(lines[at].number, before))))
            lead = MARKER.sub(lambda mark: " " * len(mark[0]), lead)
        self._put(lines, at, index + 1, lead, inside, after, done)
        return index + 1 - at

    def _put(
        self, lines: list[Line], at: int, end: int, lead: str, inside: list[Line], after: str, done: list[Line]
    ) -> None:
        """The formula between `$$` lines, with an empty line on both sides."""
        rest = MARKER.sub(lambda mark: " " * len(mark[0]), lead)
        number = lines[at].number
        if done and done[-1].text.strip(" \t>") and lead == rest:
            done.append(Line(number, rest.rstrip() if ">" in rest else ""))
            self.findings.add(self.path, number, "math")
        if inside and after in ENDS:
            inside[-1] = Line(inside[-1].number, inside[-1].text + ENDS[after])
            after = ""
        done.append(Line(number, lead + "$$"))
        done += [Line(line.number, rest + latex(line.text)) for line in inside]
        done.append(Line(lines[end - 1].number, rest + "$$"))
        follows = after or (end < len(lines) and lines[end].text.strip(" \t>"))
        if follows:
            done.append(Line(lines[end - 1].number, rest.rstrip() if ">" in rest else ""))
        if after:
            done.append(Line(lines[end - 1].number, rest + self._in_line(Line(number, after))))

    def _in_line(self, line: Line) -> str:
        text = IN_CODE.sub(lambda found: f"${found['inside'].strip()}$", line.text)
        if "$" not in text and "\\(" not in text:
            return text
        made = outside_marks(text, _formulas)
        if made != line.text:
            self.findings.add(self.path, line.number, "math")
        return made


def latex(text: str) -> str:
    """The same formula in words that are known here."""
    for pattern, becomes in REWRITTEN:
        text = pattern.sub(becomes, text)
    return text.strip()


def formula_lines(lines: list[Line]) -> list[bool]:
    """For each line whether it belongs to a formula on lines of its own, its dollars included."""
    inside = False
    found: list[bool] = []
    for line, code in zip(lines, code_lines(lines), strict=True):
        mark = not code and LEAD.sub("", line.text, count=1).strip() == "$$"
        found.append(inside or mark)
        inside = inside != mark
    return found if not inside else [False] * len(lines)


def formula_spans(text: str) -> list[tuple[int, int]]:
    """Where formulas stand in a line."""
    marks = [found.start() for found in DOLLAR.finditer(text)]
    spans = [found.span() for found in DOUBLE.finditer(text)]
    return spans + list(zip(marks[::2], (end + 1 for end in marks[1::2]), strict=False))


def _pieces(lines: list[Line], first: int, last: int, start: int, end: int, lead: str) -> list[Line]:
    """What stands between two places, line by line, without what quotations put in front and without empty lines."""
    found: list[Line] = []
    for index in range(first, last + 1):
        text = lines[index].text
        text = text[: end if index == last else len(text)]
        text = text[start if index == first else 0 :]
        bare = text.lstrip(" \t>" if ">" in lead and index > first else " \t").strip()
        if bare:
            found.append(Line(lines[index].number, bare))
    return found


def _formulas(text: str) -> str:
    text = BRACKETS.sub(
        lambda found: f"${found['inside'].strip()}$" if SIGNS.search(found["inside"]) else found[0], text
    )
    text = DOUBLE.sub(lambda found: f"${found['inside'].strip()}$", text)
    marks = [found.start() for found in DOLLAR.finditer(text)]
    done: list[str] = []
    at = index = 0
    while index + 1 < len(marks):
        start, end = marks[index], marks[index + 1]
        made = _formula(text[start + 1 : end], text[start - 1 : start], text[end + 1 : end + 2])
        if made is None:
            index += 1
            continue
        done += [text[at:start], made]
        at = end + 1
        index += 2
    return "".join([*done, text[at:]])


def _formula(inside: str, before: str, after: str) -> str | None:
    """What stands between two dollars as a formula that will be read as one; None when it is none."""
    bare = inside.strip()
    if not bare or len(bare) > 800:
        return None
    if not SIGNS.search(bare) and not _is_plain(inside, bare, before, after):
        return None
    blank = (" " if before.isdigit() else "", " " if after.isdigit() else "")
    if any(blank) and not COMMAND.search(bare):
        return None
    bare = latex(bare)
    if bare[:1].isdigit() and not re.search(r"[\\^_=<>+*{}]", bare) and re.search(r"[\s/]", bare):
        bare = f"{{{bare}}}"
    return f"{blank[0]}${bare}${blank[1]}"


def _is_plain(inside: str, bare: str, before: str, after: str) -> bool:
    """Letters and numbers alone, as in $n$, $ 0.5 $ and $(a, b)$, but no words and no money."""
    if not PLAIN.fullmatch(bare) or (WORD.search(bare) and " " in bare):
        return False
    if inside == bare:
        return not (before.isdigit() or after.isdigit())
    return not bare[0].isdigit() or inside[0] == " "
