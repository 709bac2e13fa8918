"""One set of names for versions 2 and 3: `qti-choice-interaction` of version 3 is `choiceInteraction` of version 2."""

from __future__ import annotations

import re

from ..xml import Node

KEBAB = re.compile(r"-([a-z0-9])")
CAMEL = re.compile(r"([A-Z])")
HTML_ATTRIBUTES = re.compile(r"(?:data|aria)-.*|http-equiv|xml-lang")


def as_version_2(node: Node) -> Node:
    """The same tree with the names of version 2."""
    tag = node.tag
    ours = tag.startswith("qti-")
    if ours:
        tag = KEBAB.sub(lambda found: found[1].upper(), tag.removeprefix("qti-"))
    given = node.attributes
    if ours:
        given = {_camel(name): value for name, value in given.items()}
    children = [child if isinstance(child, str) else as_version_2(child) for child in node.children]
    return Node(tag, given, children, node.line)


def _camel(name: str) -> str:
    return name if HTML_ATTRIBUTES.fullmatch(name) else KEBAB.sub(lambda found: found[1].upper(), name)


def as_version_3(node: Node, html: frozenset[str]) -> Node:
    """The same tree with the names of version 3; elements of HTML keep theirs."""
    ours = node.tag not in html
    tag = "qti-" + _kebab(node.tag) if ours else node.tag
    given = {_kebab(name) if ours and ":" not in name else name: value for name, value in node.attributes.items()}
    children = [child if isinstance(child, str) else as_version_3(child, html) for child in node.children]
    return Node(tag, given, children, node.line)


def _kebab(name: str) -> str:
    return CAMEL.sub(lambda found: "-" + found[1].lower(), name)
