"""Drafts for tests, as the reader of Markdown would hand them over. Every line stands where a file would have it."""

from app.questions.draft import Cell, Draft, Item, Setting, Table, Written
from app.questions.reading import read

SETTINGS_LINE, VARS_LINE, PROMPT_LINE, ANSWERS_LINE = 2, 5, 20, 30


def draft(kind: str = "", *, variables: str = "", formulas: tuple[str, ...] = (), **settings: str) -> Draft:
    """A question that has no answers yet. `formulas` are those in its texts, without braces."""
    given = {"type": kind, **settings} if kind else settings
    return Draft(
        line=1,
        settings={key: Setting(key, value, SETTINGS_LINE, 1) for key, value in given.items()},
        variables=tuple(Written(line, VARS_LINE + at, 1) for at, line in enumerate(variables.splitlines()) if line),
        formulas=tuple(Written(formula, PROMPT_LINE, 1) for formula in formulas),
    )


def typed(kind: str, *answers: str, weights: tuple[str, ...] = (), **others) -> Draft:
    """Answers after `=`: `- = answer`, so that they begin in column 5."""
    made = draft(kind, **others)
    made.items = tuple(
        Item(ANSWERS_LINE + at, 1, "equals", text=answer, text_column=5, settings=_weight(weights, at))
        for at, answer in enumerate(answers)
    )
    return made


def chosen(*options: str, **others) -> Draft:
    """A single choice, its first option right."""
    made = draft(**others)
    made.items = tuple(
        Item(ANSWERS_LINE + at, 1, "round", ticked=at == 0, text=option, html=f"<p>{option}</p>")
        for at, option in enumerate(options)
    )
    return made


def ordered(*items: str, **others) -> Draft:
    made = draft("order", **others)
    made.ordered = tuple(_cell(item, ANSWERS_LINE + at) for at, item in enumerate(items))
    made.ordered_line = ANSWERS_LINE if items else 0
    return made


def matched(*rows: tuple[str, ...], **others) -> Draft:
    made = draft("match", **others)
    head = tuple(_cell(f"Head {at}", ANSWERS_LINE) for at in range(len(rows[0]))) if rows else ()
    body = tuple(tuple(_cell(text, ANSWERS_LINE + at) for text in row) for at, row in enumerate(rows, 2))
    made.table = Table(ANSWERS_LINE, head, body) if rows else None
    return made


def filled(*blanks: str, **others) -> Draft:
    """`[[…]]` in a row, ten columns each; an unfinished one begins with two brackets."""
    made = draft(others.pop("kind", ""), **others)
    made.blanks = tuple(
        Written(blank.removeprefix("[["), PROMPT_LINE, 1 + 10 * at, closed=not blank.startswith("[["))
        for at, blank in enumerate(blanks)
    )
    return made


def complaints(made: Draft) -> list[str]:
    """What reading the draft complains about: CODE@line:column."""
    read(made)
    return [f"{each.code}@{each.line}:{each.column}" for each in made.complaints]


def _cell(text: str, line: int) -> Cell:
    return Cell(text, text, line, 1)


def _weight(weights: tuple[str, ...], at: int) -> dict[str, Setting]:
    if at >= len(weights) or not weights[at]:
        return {}
    return {"weight": Setting("weight", weights[at], ANSWERS_LINE + at, 20)}
