"""Under which department an answer is added up: the nearest one in which enough others answered, too. Pure.

Whoever reads the tables knows who answered: an answer filed where fewer did would lead back to them. Where many answered in a
department below, these do not count for the one above: else a head's own answer would be what is left over.
"""

from collections import Counter
from collections.abc import Mapping

FEWEST = 5


def parts(path: str) -> list[int]:
    """Ids from the root down of a path such as "/1/4/9/"."""
    return [int(each) for each in path.split("/") if each]


def filed_under(path: str, answered: Mapping[str, int], *, fewest: int = FEWEST) -> int | None:
    """The department for an answer from the one with this path; None: no department.

    `answered`: how many people answered so far, this one among them, by the path of their own department.
    """
    pooled = pools(answered, fewest=fewest)
    return next((node for node in reversed(parts(path)) if pooled[node] >= fewest), None)


def pools(answered: Mapping[str, int], *, fewest: int = FEWEST) -> Counter[int]:
    """By department, how many could have given an answer filed there: its own people, and those below who are too few there."""
    depth: dict[int, int] = {}
    parent_of: dict[int, int | None] = {}
    pooled: Counter[int] = Counter()
    for path, count in answered.items():
        line = parts(path)
        parent_of |= dict(zip(line, [None, *line], strict=False))
        depth |= {node: number for number, node in enumerate(line)}
        pooled[line[-1]] += count
    for node in sorted(depth, key=lambda each: depth[each], reverse=True):
        parent = parent_of[node]
        if parent is not None and pooled[node] < fewest:
            pooled[parent] += pooled[node]
    return pooled
