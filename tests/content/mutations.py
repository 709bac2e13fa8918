"""Files to try the reader with: made of the format's own pieces, and real ones that somebody's cat has walked over."""
# ruff: noqa: E501 - a list to look at, not to read

from pathlib import Path

from hypothesis import strategies as st

ROOT = Path(__file__).parent.parent.parent
FOLDERS = (ROOT / "tests/conformance/courses", ROOT / "tests/sample", ROOT / "courses")

PIECES = (
    "---\n", "id: a\n", "title: T\n", "type: quiz\n", "aliases: [b]\n", "requires: [b]\n", "draw:\n  - {pool: p, count: 2}\n", "status: draft\n",
    "# ", "## ", "### ", "## [?] ", "### [?] ", "## [pool] ", "`id: q1`", "`points: 2`", "`type: number`", "`type: text`", "`type: order`", "`type: match`",
    "`type: open`", "`partial: weights`", "`tolerance: 2%`", "`units: g = 0.001`", "- (x) ", "- ( ) ", "- [x] ", "- [ ] ", "- （x）", "- = 12 ± 1 kg", "- = 1..2",
    "- = a*b", "1. ", "2. ", "  > why", "> [!EXPLANATION]\n", "> [!HINT]\n", "> [!提示]\n", "> [!NOTE]\n", "> ", "```vars\na = random(1, 9)\n```\n", "```", "```python\nx = 1\n",
    "{{a}}", "{{a : 2}}", "{{", "}}", "[[", "]]", "[[x|(x) y]]", "[[=3]]", "[", "](b.md)", "![x](a.png)", "[x](include:../shared/help-desk.md)", "[x](term:ddp)", "[x](lesson:b#c)",
    "](", "<", ">", "<details>", "</details>", "<script>", "<img src=a.png>", "<!--", "-->", "<kbd>", "onclick=x", "$", "$$\n", "$x^2$", "\\frac{1}{2}", "^[", "[^1]", "[^1]: ",
    "| a | b |\n", "|---|--:|\n", "| ", "\n", "\n\n", "\r", "\r\n", "\t", "    ", "  ", " ", "\\", "*", "**", "_", "~~", "“", "”", "。", "：", "（", "）", "税", "e\u0301", "\u200b",
    "\ufeff", "\x00", "\x1b", "\u2028", "\u0085", "👩‍👧", "&amp;", "&#0;", "&", "a", "A", "0", "1", "-1", "1e9", "½", "x.y", "https://a.b/c", "a@b.c", "===\n", "***\n", ": ", "&x ", "*x",
    "!!str ", "|\n", ">\n", "{a: ", "}", "? ", "'", '"', "#", "%", "@", "x_a: b\n",
)  # fmt: skip


def sources() -> list[Path]:
    """The text files of the courses that come with the project."""
    found = (file for folder in FOLDERS for file in sorted(folder.rglob("*")))
    return [file for file in found if file.suffix in {".md", ".yaml", ".vtt"}]


def assembled() -> st.SearchStrategy[str]:
    piece = st.one_of(st.sampled_from(PIECES), st.sampled_from(PIECES), st.text(max_size=8))
    return st.lists(piece, max_size=60).map("".join)


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    """The text after some accidents: parts gone, doubled, swapped, put elsewhere, typed over."""
    for _ in range(draw(st.integers(1, 6))):
        start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        end = min(end, start + draw(st.sampled_from((0, 1, 3, 20, 300))))
        part = text[start:end]
        match draw(st.sampled_from(("drop", "double", "insert", "move", "cut", "lines", "endings"))):
            case "drop":
                text = text[:start] + text[end:]
            case "double":
                text = text[:end] + part + text[end:]
            case "insert":
                text = text[:start] + draw(st.sampled_from(PIECES)) + text[start:]
            case "move":
                rest = text[:start] + text[end:]
                to = draw(st.integers(0, len(rest)))
                text = rest[:to] + part + rest[to:]
            case "cut":
                text = text[:start] if start > len(text) // 2 else text[start:]
            case "lines":
                lines = text.split("\n")
                one, other = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
                lines[one], lines[other] = lines[other], lines[one]
                text = "\n".join(lines)
            case _:
                text = text.replace("\n", draw(st.sampled_from(("\r\n", "\r", "\n\n", " ", "\n "))))
    return text


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """The same for bytes that are no text any more."""
    at = draw(st.integers(0, len(data)))
    return data[:at] + draw(st.binary(max_size=6)) + data[at + draw(st.integers(0, 2)) :]
