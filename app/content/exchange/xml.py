"""XML that comes in: no entity is expanded, nothing is fetched; every node knows its line."""

from __future__ import annotations

import html
import xml.sax.handler  # only the handler; the parser is defusedxml's
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax import SAXException

import defusedxml.sax
from defusedxml import DefusedXmlException

from .format import Unreadable
from .phrases import NOT_XML, TOO_LARGE

DEEPEST = 200
MOST_NODES = 500_000
VOID = {"br", "hr", "img", "col", "source"}


@dataclass(slots=True)
class Node:
    """An element, its name without a prefix."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)
    line: int = 0

    def nodes(self, *tags: str) -> Iterator[Node]:
        """Children with one of these names; all of them when none is given."""
        for child in self.children:
            if isinstance(child, Node) and (not tags or child.tag in tags):
                yield child

    def all(self, *tags: str) -> Iterator[Node]:
        """Those with one of these names, however deep; not those within such a one."""
        for child in self.children:
            if isinstance(child, Node):
                if child.tag in tags:
                    yield child
                else:
                    yield from child.all(*tags)

    def find(self, *path: str) -> Node | None:
        """The first child of the first name, its first child of the second, and so on."""
        node: Node | None = self
        for tag in path:
            node = next(node.nodes(tag), None) if node else None
        return node

    def text(self, *path: str) -> str:
        """All text of what `find` finds; empty when there is none."""
        node = self.find(*path)
        return "" if node is None else "".join(_texts(node))

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def html(self) -> str:
        """What is inside, as HTML."""
        return "".join(
            html.escape(child, quote=False) if isinstance(child, str) else child.outer() for child in self.children
        )

    def outer(self) -> str:
        given = "".join(f' {name}="{html.escape(value)}"' for name, value in self.attributes.items())
        return f"<{self.tag}{given}>" + ("" if self.tag in VOID else f"{self.html()}</{self.tag}>")


def _texts(node: Node) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _texts(child)


class _TooMuch(Exception):
    """Deeper or longer than anything that people make."""


class _Builder(xml.sax.handler.ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.top = Node("")
        self.stack = [self.top]
        self.count = 0
        self.locator: xml.sax.xmlreader.Locator | None = None

    def setDocumentLocator(self, locator: xml.sax.xmlreader.Locator) -> None:
        self.locator = locator

    def startElement(self, name: str, attrs: xml.sax.xmlreader.AttributesImpl) -> None:
        self.count += 1
        if len(self.stack) > DEEPEST or self.count > MOST_NODES:
            raise _TooMuch
        line = (self.locator.getLineNumber() if self.locator else 0) or 0
        given = {key.rpartition(":")[2]: value for key, value in attrs.items()}
        node = Node(name.rpartition(":")[2], given, line=line)
        self.stack[-1].children.append(node)
        self.stack.append(node)

    def endElement(self, name: str) -> None:
        self.stack.pop()

    def characters(self, content: str) -> None:
        children = self.stack[-1].children
        if children and isinstance(children[-1], str):
            children[-1] += content
        else:
            children.append(content)


def parse(data: bytes) -> Node:
    """The outermost element. Raises Unreadable."""
    builder = _Builder()
    try:
        defusedxml.sax.parseString(data, builder)
    except _TooMuch:
        raise Unreadable(TOO_LARGE) from None
    except (SAXException, DefusedXmlException, ValueError, LookupError):
        raise Unreadable(NOT_XML) from None
    return next(builder.top.nodes())
