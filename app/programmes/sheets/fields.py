"""The columns of a sheet of duties."""

from app.people.importing.fields import NAME, STAFF_NO
from app.people.importing.sheets import Field

PROGRAMME = Field(
    "programme",
    "培训项目",
    "Programme",
    (
        "项目",
        "项目编码",
        "培训项目编码",
        "课程",
        "课程编号",
        "programme code",
        "program",
        "program code",
        "course",
        "course id",
    ),
    required=True,
)
DUE = Field(
    "due", "截止日期", "Due date", ("完成期限", "到期日", "应完成日期", "due", "due on", "deadline"), required=True
)
REASON = Field("reason", "原因", "Reason", ("说明", "备注", "why", "note"))
PERSON = Field(NAME.key, NAME.zh, NAME.en, NAME.words)

FIELDS = (STAFF_NO, PERSON, PROGRAMME, DUE, REASON)
KNOWN_BY = ("staff_no", "programme")
"""The name is for the eye: the staff number says who it is."""
