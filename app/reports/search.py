"""Finding people: by a part of the name, by pinyin, initials or staff number."""

from sqlalchemy import CTE, ColumnElement, func, or_


def matches(q: str, among: CTE) -> ColumnElement[bool]:
    """Whether a person of `standings.people` is meant by a search text; `%` and `_` are letters like others.

    王小明 (WH1042) is found by 小明, wang xiaoming, xiaom, wxm and wh10.
    """
    text, solid = q.casefold(), q.casefold().replace(" ", "")
    columns = among.c
    return or_(
        func.lower(columns.name).contains(text, autoescape=True),
        columns.name_key.contains(text, autoescape=True),
        func.replace(columns.name_key, " ", "").startswith(solid, autoescape=True),
        func.lower(columns.staff_no).startswith(solid, autoescape=True),
    )
