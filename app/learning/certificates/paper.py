"""What stands on a certificate, line by line, in Chinese and English. Pure.

The PDF, the page that prints and the public page all show these lines: what differs from them was altered. The words are the
document's own, in both languages whoever reads it, and therefore no messages of the pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from app.content import languages
from app.filters import in_hours
from app.paper import glyphs

from .models import Certificate

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
KINDS = {"course": ("课程", "Course"), "programme": ("培养项目", "Programme")}


class Both(NamedTuple):
    """The same in Chinese and in English; one text where a course has only one, in `zh`."""

    zh: str
    en: str = ""


class Words(NamedTuple):
    """What every certificate says. `seal`: four signs in reading order of the two rows."""

    house: Both = Both("信风", "Tradewind")
    heading: Both = Both("结业证书", "Certificate of Completion")
    seal: str = "信结风业"
    number: Both = Both("证书编号", "Certificate no.")
    name: Both = Both("姓名", "Name")
    says: Both = Both("内容", "Says")
    summary: Both = Both("简介", "Summary")
    proves: Both = Both("能力", "Competencies")
    check: Both = Both("核验：扫描二维码，逐项比对。", "To check: scan the code and compare every field.")


@dataclass(frozen=True, slots=True)
class Line:
    key: str
    label: Both
    value: Both


@dataclass(frozen=True, slots=True)
class Paper:
    """`missing`: the signs of the name, the titles and the issuer that the paper cannot show, each once."""

    code: str
    kind: Both
    name: str
    sentence: Both
    title: Both
    summary: Both
    competencies: tuple[Both, ...]
    lines: tuple[Line, ...]
    missing: tuple[str, ...] = ()


WORDS = Words()


def paper(certificate: Certificate, issued_on: date) -> Paper:
    """`issued_on`: the business day on which it was issued."""
    frozen = certificate.snapshot
    subject = frozen["subject"]
    title, summary = both(subject["title"]), both(subject["summary"])
    proven = tuple(_competency(found) for found in frozen["competencies"])
    said = [frozen["name"], frozen["issuer"], *title, *summary, *(text for pair in proven for text in pair)]
    return Paper(
        certificate.code,
        Both(*KINDS[subject["kind"]]),
        frozen["name"],
        _sentence(subject["kind"], frozen["score"]),
        title,
        summary,
        proven,
        tuple(_lines(frozen, issued_on)),
        glyphs.missing("".join(said)),
    )


def both(texts: Mapping[str, str]) -> Both:
    zh, en = languages.text(texts, "zh-CN"), languages.text(texts, "en")
    return Both(zh, "" if en == zh else en)


def written_day(day: date) -> Both:
    return Both(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {MONTHS[day.month - 1]} {day.year}")


def length(minutes: int) -> Both:
    """240 → “4 小时”, “4 hours”; below an hour in minutes; hours as the pages say them."""
    if minutes < 60:
        return Both(f"{minutes} 分钟", f"{minutes} minute{'' if minutes == 1 else 's'}")
    hours = in_hours(minutes)
    return Both(f"{hours} 小时", f"{hours} hour{'' if hours == '1' else 's'}")


def _sentence(kind: str, score: int | None) -> Both:
    zh, en = KINDS[kind]
    if score is None:
        return Both(f"完成了下列{zh}的全部学习", f"has completed everything that this {en.lower()} requires")
    return Both(
        f"完成了下列{zh}的全部学习，测验平均成绩 {score}%",
        f"has completed everything that this {en.lower()} requires, with a mean quiz result of {score}%",
    )


def _lines(frozen: Mapping[str, Any], issued_on: date) -> list[Line]:
    until = date.fromisoformat(frozen["valid_until"]) - timedelta(days=1) if frozen["valid_until"] else None
    begins = frozen["valid_from"]
    edition = str(frozen["edition"])
    found = [Line("completed", Both("完成日期", "Completed"), written_day(date.fromisoformat(frozen["completed_on"])))]
    if begins and begins != frozen["completed_on"]:
        found.append(Line("from", Both("生效日期", "Valid from"), written_day(date.fromisoformat(begins))))
    return [
        *found,
        Line("until", Both("有效期至", "Valid until"), written_day(until) if until else Both("长期有效", "No end")),
        Line("length", Both("课程时长", "Length"), length(frozen["minutes"])),
        Line("edition", Both("课程版本", "Edition"), Both(f"第 {edition} 版", f"Edition {edition}")),
        Line("issued", Both("签发日期", "Issued"), written_day(issued_on)),
        Line("issuer", Both("签发单位", "Issued by"), Both(frozen["issuer"])),
    ]


def _competency(found: Mapping[str, Any]) -> Both:
    zh, en = both(found["title"])
    level, levels = found["level"], found["levels"]
    return Both(f"{zh}（{level}/{levels} 级）", f"{en or zh} (level {level} of {levels})")
