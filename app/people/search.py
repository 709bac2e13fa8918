"""Finding people: by a part of the name, by pinyin, initials or staff number. One way, for every list and every field."""

from typing import Any

from sqlalchemy import ColumnElement, func, or_

from app.people.names import folded


def means(q: str, columns: Any) -> ColumnElement[bool]:
    """Whether a search text means a row of any table or statement with `name`, `name_key` and `staff_no`; `%` and `_` are
    letters like others.

    王小明 (WH1042) is found by 小明, wang xiaoming, xiaom, xiao ming, wxm and wh10; Chloé by chloe.
    """
    text, solid = q.casefold(), q.casefold().replace(" ", "")
    name, key = func.lower(columns.name), columns.name_key
    if any(0x4E00 <= ord(letter) <= 0x9FFF for letter in solid):
        staff_no = func.lower(columns.staff_no)
        return or_(
            *(name.contains(each, autoescape=True) for each in (text, solid)),
            staff_no.startswith(solid, autoescape=True),
        )
    return or_(
        name.contains(text, autoescape=True),
        key.contains(folded(solid), autoescape=True),
        func.replace(key, " ", "").startswith(folded(solid), autoescape=True),
        func.lower(columns.staff_no).startswith(solid, autoescape=True),
    )
