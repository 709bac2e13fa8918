"""Questions for tests, read and written by the formats themselves."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from app.content.diagnostics import Report
from app.content.exchange.arriving import OnSame, Plan, Wishes, plan
from app.content.exchange.folders import read_folder
from app.content.exchange.formats import FORMATS
from app.content.exchange.model import Foreign, Record
from app.content.exchange.reading_in import read_in
from app.content.exchange.source import read_file, records_of

from ..folders import COURSE, course

NINE = """---
id: nine
type: pool
title: Nine
---

## [?] Who pays?
`id: q-single` `points: 2` `tags: vat, duty` `difficulty: easy`

Under *DDP*, that is.

- ( ) The buyer
  > That would be DAP.
- (x) The seller

> [!EXPLANATION]
> Delivered duty paid.

## [?] What must be declared?
`id: q-multiple`

- [x] The value
- [x] The name
- [ ] The birthday of the buyer

## [?] VAT is income.
`id: q-true-false`

- ( ) True
- (x) False

## [?] What is the code called?
`id: q-text` `type: text`

- = HS code
- = tariff code `weight: 50%`

## [?] How heavy is it?
`id: q-number` `type: number`

- = 12.5 ± 0.05 kg

## [?] In which order?
`id: q-order` `type: order`

1. Label
2. Export
3. Import

## [?] Match
`id: q-match` `type: match`

|  |  |
|---|---|
| EXW | collect |
| DDP | seller pays |
|  | nobody pays |

## [?] Fill in
`id: q-cloze`

Paid by the [[ (x) seller | ( ) buyer ]], called [[VAT|value added tax]], at [[= 19 ± 0.5 %]].

## [?] Write to the buyer
`id: q-open` `type: open` `points: 4`

Say what happens next.
"""


def nine(text: str = NINE) -> tuple[Record, ...]:
    page, lines, written = read_file("nine.en.md", "en", text.encode(), "pool")
    assert not page.broken
    return records_of(written, lines, "en")


def read(form: str, data: bytes | str) -> tuple[Foreign | None, list[str]]:
    """What a format reads, and the complaints as `code@line`."""
    report = Report("f")
    found = read_in(FORMATS[form], data.encode() if isinstance(data, str) else data, report)
    return found, [f"{each.code}@{each.line}" for each in report.found]


def records(form: str, data: bytes | str) -> tuple[Record, ...]:
    found, _complaints = read(form, data)
    assert found is not None
    return found.records


def write(form: str, given: Sequence[Record]) -> tuple[bytes, list[str]]:
    report = Report("f")
    writer = FORMATS[form].write
    assert writer is not None
    return writer(given, lambda target: None, report), [each.code for each in report.found]


def bring_in(
    tmp_path: Path, foreign: Foreign, on_same: OnSame = "ask", place: str = "pools/new"
) -> tuple[Plan, list[str]]:
    if not (tmp_path / "c").exists():
        course(tmp_path, {}, COURSE)
    report = Report("f")
    kind: Literal["pool", "quiz"] = "pool" if place.startswith("pools/") else "quiz"
    made = plan(foreign, Wishes(read_folder(tmp_path / "c"), place, kind, "en", on_same), report)
    return made, [f"{each.code}@{each.line}" for each in report.found]


def by_id(given: Sequence[Record]) -> dict[str, Record]:
    return {each.id: each for each in given}
