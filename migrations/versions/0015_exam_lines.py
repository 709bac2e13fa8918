"""where people stand with exams, and what hours they were credited, worked out ahead of the reports

Revision: 0015, after 0014

Triggers name whom it may no longer hold for, as those of 0012 do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ROUND = ("user_id", "course_id", "round", "enrolled_at")
PASS = ("user_id", "course_id", "lesson_id", "completed_at", "valid_until")
RESULT = ("user_id", "course_id", "quiz_id", "number", "started_at", "submitted_at", "passed")
CREDIT = ("user_id", "activity", "credited_on", "hours", "is_void", "corrects_id")
JOB = ("user_id", "started_on", "ended_on", "is_primary")
ANY = "{row}.id IS NOT NULL"
# name of the triggers: table, columns that matter, and which rows do at all
WATCHED = {
    "credit_marks": ("credit", CREDIT, ANY),
    "job_marks": ("job", JOB, ANY),
    "attempt_marks": ("attempt", RESULT, "{row}.submitted_at IS NOT NULL"),
    "enrolment_marks": ("enrolment", ROUND, "{row}.round > 1"),
    "lesson_record_marks_pass": ("lesson_record", PASS, "{row}.valid_until IS NOT NULL"),
}
MARK = "INSERT INTO standing_mark (person_id) SELECT {row}.user_id"
VERBS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def upgrade() -> None:
    op.create_table(
        "exam_line",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("catalogue", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_exam_line")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hour_line",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("job_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("tenths", "tenths_before")),
        sa.PrimaryKeyConstraint("person_id", "job_id", name=op.f("pk_hour_line")),
        sqlite_with_rowid=False,
    )
    for name, (table, columns, which) in WATCHED.items():
        for verb, rows in VERBS.items():
            condition = f"({' OR '.join(which.format(row=row) for row in rows)})"
            if verb == "UPDATE":
                changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
                condition = f"{condition} AND ({changed})"
            _watch(f"{name}_{verb.lower()}", table, verb, rows, condition)


def _watch(name: str, table: str, verb: str, rows: tuple[str, ...], condition: str) -> None:
    marks = "; ".join(MARK.format(row=row) for row in rows)
    if op.get_bind().dialect.name == "sqlite":
        condition = condition.replace("IS DISTINCT FROM", "IS NOT")
        op.execute(f"CREATE TRIGGER {name} AFTER {verb} ON {table} WHEN ({condition}) BEGIN {marks}; END")
        return
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {marks}; RETURN NULL; END $$")
    op.execute(
        f"CREATE TRIGGER {name} AFTER {verb} ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}()"
    )


def downgrade() -> None:
    for name, (table, _columns, _which) in WATCHED.items():
        for verb in (each.lower() for each in VERBS):
            if op.get_bind().dialect.name == "sqlite":
                op.execute(f"DROP TRIGGER {name}_{verb}")
            else:
                op.execute(f"DROP TRIGGER {name}_{verb} ON {table}")
                op.execute(f"DROP FUNCTION {name}_{verb}()")
    op.drop_table("hour_line")
    op.drop_table("exam_line")
