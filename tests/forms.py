"""Forms as a browser without scripts finds them in a page, fills them in and sends them: with every field, hidden ones too."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

BUTTONS = {"submit", "button", "reset", "image"}
CHOICES = {"checkbox", "radio"}


@dataclass
class Control:
    """A field of a form. `kind`: the type of an input, or what it is; `is_on`: whether its value would be sent."""

    name: str
    kind: str
    value: str
    is_on: bool = True


@dataclass
class PageForm:
    """A form of a page, with its fields in order."""

    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    def names(self, *, hidden: bool) -> set[str]:
        found = (each for each in self.controls if each.kind not in BUTTONS)
        return {each.name for each in found if (each.kind == "hidden") == hidden}

    def sent(self, typed: Mapping[str, Any], press: str = "") -> Iterator[tuple[str, str]]:
        """(name, value) in order, after somebody filled in what is `typed`, by name, and pressed `name=value` or any button.

        Fields that nobody sees keep what stands in them, whatever they are called.
        """
        unknown = set(typed) - self.names(hidden=False)
        assert not unknown, f"no such fields: {unknown}"
        done = set()
        for each in self.controls:
            if each.kind in BUTTONS:
                if press == f"{each.name}={each.value}":
                    yield each.name, each.value
            elif each.kind == "hidden" or each.name not in typed:
                if each.is_on:
                    yield each.name, each.value
            elif each.name not in done:
                done.add(each.name)
                wanted = typed[each.name]
                yield from ((each.name, str(value)) for value in (wanted if isinstance(wanted, list) else [wanted]))


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[PageForm] = []
        self.open: PageForm | None = None
        self.select: tuple[str, list[Control]] | None = None
        self.text: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = PageForm(said.get("action", ""), said.get("method", "get").lower())
            self.found.append(self.open)
        if self.open is None or "disabled" in said:
            return
        name, kind = said.get("name", ""), said.get("type", "").lower()
        if tag == "option" and self.select is not None:
            self.select[1].append(Control(self.select[0], "select", said.get("value", ""), "selected" in said))
        elif tag == "select" and name:
            self.select = name, []
        elif tag == "textarea" and name:
            self.text = Control(name, "textarea", "")
        elif tag in {"input", "button"} and name:
            kind = kind or {"input": "text", "button": "submit"}[tag]
            value = said.get("value", "on" if kind in CHOICES else "")
            self.open.controls.append(Control(name, kind, value, kind not in CHOICES or "checked" in said))

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        if self.open is None:
            return
        if tag == "textarea" and self.text is not None:
            self.text.value = self.text.value.removeprefix("\n")
            self.open.controls.append(self.text)
            self.text = None
        if tag == "select" and self.select is not None:
            options = self.select[1]
            if options and not any(each.is_on for each in options):
                options[0].is_on = True
            self.open.controls += options
            self.select = None


def forms_of(html: str) -> list[PageForm]:
    """Every form of a page, in order."""
    reader = _Forms()
    reader.feed(html)
    return reader.found


def form_with(html: str, name: str) -> PageForm:
    """The form of a page in which people find a field, or a button, of this name."""
    return next(
        form for form in forms_of(html) if name in {each.name for each in form.controls if each.kind != "hidden"}
    )


def fill_in(client: FlaskClient, address: str, typed: Mapping[str, Any], *, press: str = "") -> TestResponse:
    """Open a page, fill in its form that has these fields, and send all of it to where it goes."""
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    return send(client, address, form_with(page.text, next(iter(typed))), typed, press=press)


def send(
    client: FlaskClient, address: str, form: PageForm, typed: Mapping[str, Any], *, press: str = ""
) -> TestResponse:
    """`address`: of the page, where a form without one of its own goes."""
    data: dict[str, list[str]] = {}
    for name, value in form.sent(typed, press):
        data.setdefault(name, []).append(value)
    return client.open(form.action or address, method=form.method.upper(), data=data)
