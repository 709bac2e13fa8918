"""What a browser sends for an answer: an option by its place on the page."""

from collections.abc import Callable, Sequence

from .asked import Asked, Given


def sent(asked: Asked, given: Given, order: Sequence[str], picks: Callable[[int], Sequence[str]]) -> list[str]:
    """Values of the fields of a question, in page order. `picks`: the order of what is offered in a blank, counted from 0."""
    if isinstance(given, str):
        return [given]
    if isinstance(given, frozenset):
        return [f"#{place}" for place, key in enumerate(order, 1) if key in given]
    if asked.kind == "order":
        return [given[int(key) - 1] for key in order]
    if asked.kind == "match":
        return [_place(order, key) for key in given]
    return [_place(picks(at), key) if asked.blanks[at].choices else key for at, key in enumerate(given)]


def _place(order: Sequence[str], key: str) -> str:
    return f"#{list(order).index(key) + 1}" if key else ""
