"""The columns of a sheet of people, and the words that stand in them."""

from .sheets import Field

STAFF_NO = Field(
    "staff_no",
    "工号",
    "Staff number",
    ("员工编号", "员工工号", "人员编号", "职工号", "编号", "staff no", "staff id", "employee number", "employee no", "employee id",
     "employee", "personnel number", "personalnummer", "emp id", "emp no", "id"),
    required=True,
)  # fmt: skip
NAME = Field(
    "name",
    "姓名",
    "Name",
    ("名字", "员工姓名", "中文姓名", "人员姓名", "full name", "employee name", "display name", "staff name"),
    required=True,
)
EMAIL = Field(
    "email",
    "邮箱",
    "E-mail",
    ("电子邮箱", "邮件", "电子邮件", "公司邮箱", "工作邮箱", "邮箱地址",
     "mail", "e-mail address", "email address", "work email"),
)  # fmt: skip
DEPARTMENT = Field(
    "department",
    "部门",
    "Department",
    ("所属部门", "部门编码", "部门代码", "部门名称", "组织", "组织单元", "单位", "dept", "department code", "department name", "org unit",
     "organisation unit", "organization unit", "unit", "team"),
    required=True,
)  # fmt: skip
POSITION = Field(
    "position",
    "岗位",
    "Position",
    (
        "职位",
        "岗位名称",
        "岗位编码",
        "岗位代码",
        "职务",
        "job title",
        "title",
        "position code",
        "position name",
        "job",
        "role",
    ),
)
MANAGER = Field(
    "manager",
    "直接上级工号",
    "Manager's staff number",
    ("直接上级", "上级工号", "主管", "主管工号", "直属上级", "直属主管", "汇报对象", "manager", "manager id", "manager number",
     "line manager",
     "reports to", "supervisor", "manager staff number"),
)  # fmt: skip
PRIMARY = Field(
    "primary", "主岗", "Primary job", ("是否主岗", "主职", "是否主职", "主要岗位", "primary", "main job", "is primary")
)
HEAD = Field(
    "head",
    "部门负责人",
    "Heads the department",
    ("是否负责人", "负责人", "部门主管", "是否部门负责人", "head",
      "is head", "department head", "head of department"),
)  # fmt: skip
START = Field(
    "start",
    "开始日期",
    "Start date",
    ("入职日期", "到岗日期", "任职日期", "生效日期", "入职时间", "开始时间", "hire date", "start", "started on",
     "date of joining", "joined", "joining date",
     "valid from", "effective date", "first day"),
)  # fmt: skip
LAST_DAY = Field(
    "last_day",
    "最后工作日",
    "Last day",
    (
        "离职日期",
        "结束日期",
        "离职时间",
        "结束时间",
        "end date",
        "leaving date",
        "last working day",
        "termination date",
        "end",
        "valid to",
    ),
)
END_REASON = Field(
    "end_reason",
    "离职原因",
    "Reason for leaving",
    ("结束原因", "离职类型", "end reason", "leaving reason", "termination reason"),
)
LEAVE_FROM = Field(
    "leave_from",
    "休假开始",
    "Leave from",
    ("休假开始日期", "请假开始", "请假开始日期", "假期开始", "leave start", "leave start date", "leave begins", "absence from",
     "absence start", "first day of leave"),
)  # fmt: skip
LEAVE_UNTIL = Field(
    "leave_until",
    "休假结束",
    "Leave until",
    ("休假结束日期", "休假最后一天", "请假结束", "请假结束日期", "假期结束", "leave end", "leave end date", "leave to", "absence until",
     "absence to", "absence end", "last day of leave"),
)  # fmt: skip
LEAVE_KIND = Field(
    "leave_kind",
    "假别",
    "Kind of leave",
    ("休假类型", "请假类型", "假期类型", "leave type", "absence type", "type of leave"),
)
LOCALE = Field("locale", "语言", "Language", ("界面语言", "locale", "lang", "preferred language"))

FIELDS = (
    STAFF_NO, NAME, EMAIL, DEPARTMENT, POSITION, MANAGER, PRIMARY, HEAD, START, LAST_DAY, END_REASON, LEAVE_FROM, LEAVE_UNTIL,
    LEAVE_KIND, LOCALE,
)  # fmt: skip
KNOWN_BY = ("staff_no", "name")
EXAMPLE_NAME = "示例（请删除本行） Example: delete this row"

YES_NO = {
    **dict.fromkeys(("是 yes", "yes", "y", "true", "1", "x", "是", "主岗", "主", "√", "✓", "v", "ja", "primary", "main", "head"), True),
    **dict.fromkeys(("否 no", "no", "n", "false", "0", "否", "兼岗", "兼", "兼职", "×", "nein", "secondary"), False),
}  # fmt: skip
LOCALES = {
    **dict.fromkeys(("zh-cn", "zh", "zh-hans", "zh_cn", "中文", "简体中文", "chinese", "汉语"), "zh-CN"),
    **dict.fromkeys(("en", "en-gb", "en-us", "en_gb", "en_us", "英文", "英语", "english"), "en"),
}
END_REASONS = {
    "resign": ("辞职", "Resignation", ("resigned", "主动离职", "离职", "个人原因")),
    "retire": ("退休", "Retirement", ("retired",)),
    "term_end": ("合同到期", "End of contract", ("合同期满", "contract ended", "end of term")),
    "transfer_out": ("调出集团", "Transfer out of the group", ("调出",)),
    "not_competent_exit": ("不胜任退出", "Left as not competent for the post", ("不胜任",)),
    "bottom_adjust": ("末等调整", "Adjusted out after ranking last", ("末位调整",)),
    "discipline": ("违纪解除", "Disciplinary dismissal", ("违纪",)),
    "death": ("身故", "Death", ("deceased", "去世")),
    "other": ("其他", "Another reason", ("其它",)),
    "transfer": ("调动", "Transfer", ("内部调动",)),
}
"""A stored reason: how our own files say it, in both languages, and what else means it."""
ABSENCE_KINDS = {
    "sick": ("病假", "Sick leave", ("sick", "illness", "病休")),
    "maternity": (
        "产假或育儿假",
        "Maternity or parental leave",
        ("产假", "育儿假", "陪产假", "parental leave", "maternity leave"),
    ),
    "secondment": ("借调", "Secondment", ("外派", "seconded")),
    "other": ("其他休假", "Other leave", ("其他", "其它", "休假", "事假", "leave")),
}
"""As `END_REASONS`, of leave. Our own files do not say it."""
