"""An empty sheet to fill in: headers in both languages, lists to choose from, an example, and what each column means."""

from datetime import date
from typing import Any

from .company import Company
from .exporting import LOCALES, NO, YES
from .fields import ABSENCE_KINDS, END_REASONS, EXAMPLE_NAME, FIELDS
from .places import departments_of, positions_of
from .writing_sheets import as_xlsx

EXPLAINED = {
    "staff_no": ("必填。按文本填写，保留前面的 0。", "Needed. Typed as text: zeros in front stay."),
    "name": ("新员工必填。", "Needed for new people."),
    "email": ("可不填；一个邮箱只属于一个人。", "May be left out; one address belongs to one person."),
    "department": ("新员工必填。编码、唯一的名称，或“集团/业务部”这样的路径。",
                   "Needed for new people. Code, a name that only one has, or a path such as Group/Sales."),
    "position": ("编码或唯一的名称。", "Code, or a name that only one has."),
    "manager": ("上级的工号：公司里的人，或本表里的人。调到另一部门而不填：不再有直接上级，以部门负责人为准。",
                "The manager's staff number: somebody here or in this sheet. "
                "Empty for who goes to another department: none, its head follows."),
    "primary": ("一个人有多个岗位时：主岗“是”，兼岗“否”。不填视为主岗。",
                "Of somebody with several jobs: yes for the main one, no for the others. Empty means yes."),
    "head": ("“是”表示管理该部门及其下级；调到另一部门而不填：不担任新部门的负责人。",
             "Yes: manages the department and all below it. Empty for who goes to another department: no."),
    "start": ("任职的第一天。写法如 2026-03-01、2026年3月1日。", "First day of the job, like 2026-03-01 or 2026年3月1日."),
    "last_day": ("最后一天在岗；不填表示在职。", "Last day of the job; empty: it goes on."),
    "end_reason": ("填写了最后工作日时。", "Where there is a last day."),
    "leave_from": ("休假的第一天；休假期间，学习任务的截止日期顺延。", "First day of leave, which moves due dates on."),
    "leave_until": ("休假的最后一天；不填表示尚未确定。", "Last day of leave; empty: not known yet."),
    "leave_kind": ("可不填；仅人力资源可见。", "May be left out; for HR alone."),
    "locale": ("中文或 English。", "中文 or English."),
}  # fmt: skip
GENERAL = (
    "空单元格不改变任何内容（换部门时的直接上级和部门负责人除外）。列的顺序随意，不认识的列会被忽略。",
    "An empty cell changes nothing, except for who goes to another department: no line manager, heads nothing there. "
    "Columns may stand in any order; those not known are ignored.",
)


def people_template(company: Company) -> bytes:
    """With the departments and positions of the company; the example row is deleted before the sheet is sent."""
    departments, positions = departments_of(company), positions_of(company)
    codes = sorted(unit.code for unit in departments.by_code.values())
    posts = sorted(unit.code for unit in positions.by_code.values())
    example: dict[str, Any] = {
        "staff_no": "00123",
        "name": EXAMPLE_NAME,
        "email": "example@example.com",
        "department": codes[0] if codes else "SALES",
        "position": posts[0] if posts else None,
        "primary": YES,
        "head": NO,
        "start": date(company.today.year, 3, 1),
        "locale": LOCALES["zh-CN"],
    }
    lines = [("列 Column", "说明", "What it means"), ("", *GENERAL)]
    lines += [(field.both, *EXPLAINED[field.key]) for field in FIELDS]
    lines.append(("", "部门 Departments:", ""))
    lines += [
        (unit.code, unit.name_zh, unit.name_en)
        for unit in sorted(departments.by_code.values(), key=lambda unit: unit.code)
    ]
    lines.append(("", "岗位 Positions:", ""))
    lines += [
        (unit.code, unit.name_zh, unit.name_en)
        for unit in sorted(positions.by_code.values(), key=lambda unit: unit.code)
    ]
    return as_xlsx(
        FIELDS,
        [example],
        title="人员 People",
        notes=("说明 Notes", lines),
        choices={
            "department": codes,
            "position": posts,
            "primary": (YES, NO),
            "head": (YES, NO),
            "end_reason": [f"{zh} {en}" for zh, en, _more in END_REASONS.values()],
            "leave_kind": [f"{zh} {en}" for zh, en, _more in ABSENCE_KINDS.values()],
            "locale": list(LOCALES.values()),
        },
    )
