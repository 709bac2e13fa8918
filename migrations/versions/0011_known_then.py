"""since when the system has known jobs, leave, departments, completions and pauses as they stand, and what it knew before

Revision: 0011, after 0010

Of rows from before this migration nobody can say what they were before: they count as known since their person was created
(jobs), since they were recorded (leave, completions), or always (departments, pauses).
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEPT = {
    "job": (
        "user_id", "department_id", "position_id", "manager_id", "is_primary", "is_head", "started_on", "ended_on", "end_reason",
    ),
    "absence": ("user_id", "started_on", "ended_on", "pauses_deadlines"),
    "department_version": (
        "department_id", "parent_id", "name_zh", "name_en", "kind", "path", "valid_from", "valid_to",
    ),
    "completion": (
        "user_id", "course_id", "edition", "round", "completed_at", "completed_on", "valid_from", "valid_until", "withdrawn_at",
    ),
    "assignment_pause": ("assignment_id", "started_on", "ended_on"),
}  # fmt: skip
KNOWN_FROM = {
    "job": 'SELECT created_at FROM "user" WHERE "user".id = job.user_id',
    "absence": "recorded_at",
    "completion": (
        "SELECT COALESCE(MAX(event.recorded_at), completion.completed_at) FROM learning_event AS event"
        " WHERE event.user_id = completion.user_id AND event.occurred_at = completion.completed_at"
        " AND event.verb = 'completed' AND event.object_id = completion.course_id"
    ),
}
ON_SQLITE = "strftime('%Y-%m-%d %H:%M:%f000', 'now', '+0.001 seconds')"


def upgrade() -> None:
    for table in KEPT:
        op.add_column(
            table,
            sa.Column(
                "known_from",
                sa.DateTime(timezone=True),
                server_default=sa.text("'1970-01-01 00:00:00'"),
                nullable=False,
            ),
        )
    for table, known_from in KNOWN_FROM.items():
        op.execute(f"UPDATE {table} SET known_from = ({known_from})")  # noqa: S608 - constants of this file
    _create_tables()
    for table, columns in KEPT.items():
        _keep_past(table, columns)


def _create_tables() -> None:
    op.create_table(
        "job_past",
        *_past("job"),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("position_id", sa.Integer(), nullable=True),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_job_past_department_id")),
        sa.ForeignKeyConstraint(["manager_id"], ["user.id"], name=op.f("fk_job_past_manager_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_job_past_position_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_job_past_user_id"), ondelete="CASCADE"),
    )
    op.create_index(op.f("ix_job_past_user_id"), "job_past", ["user_id"])
    filled = sa.text("manager_id IS NOT NULL")
    op.create_index("ix_job_past_manager_id", "job_past", ["manager_id"], sqlite_where=filled, postgresql_where=filled)

    op.create_table(
        "absence_past",
        *_past("absence"),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("pauses_deadlines", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_absence_past_user_id"), ondelete="CASCADE"),
    )
    op.create_index(op.f("ix_absence_past_user_id"), "absence_past", ["user_id"])

    op.create_table(
        "department_version_past",
        *_past("department_version"),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_department_version_past_department_id")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["department.id"], name=op.f("fk_department_version_past_parent_id")),
    )

    op.create_table(
        "completion_past",
        *_past("completion"),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_completion_past_user_id")),
    )
    op.create_index(op.f("ix_completion_past_user_id"), "completion_past", ["user_id"])

    op.create_table(
        "assignment_pause_past",
        *_past("assignment_pause"),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_assignment_pause_past_assignment_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_assignment_pause_past_assignment_id"), "assignment_pause_past", ["assignment_id"])


def _past(
    table: str,
) -> tuple[sa.Column[int], sa.Column[int], sa.Column[sa.DateTime], sa.Column[sa.DateTime], sa.Constraint]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("known_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}_past")),
    )


def _keep_past(table: str, columns: tuple[str, ...]) -> None:
    """Whatever changes or deletes a row, what it said is kept; an update that does not say since when it is known so is known
    from that moment."""
    names = ", ".join(("row_id", *columns, "known_from", "known_to"))
    old = ", ".join(f"OLD.{name}" for name in ("id", *columns, "known_from"))
    keep = f"INSERT INTO {table}_past ({names}) VALUES ({old}, "  # noqa: S608 - constants of this file
    if op.get_bind().dialect.name == "sqlite":
        same = "NEW.known_from = OLD.known_from"
        op.execute(
            f"CREATE TRIGGER {table}_keep_update AFTER UPDATE ON {table} BEGIN"  # noqa: S608 - constants of this file
            f" {keep} CASE WHEN {same} THEN {ON_SQLITE} ELSE NEW.known_from END);"
            f" UPDATE {table} SET known_from = {ON_SQLITE} WHERE id = NEW.id AND {same}; END"
        )
        op.execute(f"CREATE TRIGGER {table}_keep_delete BEFORE DELETE ON {table} BEGIN {keep} {ON_SQLITE}); END")
        return
    op.execute(
        f"CREATE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP = 'DELETE' THEN {keep} clock_timestamp()); RETURN OLD; END IF;"
        " IF NEW.known_from = OLD.known_from THEN NEW.known_from := clock_timestamp(); END IF;"
        f" {keep} NEW.known_from); RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_keep()"
    )


def downgrade() -> None:
    for table in KEPT:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {table}_keep_update")
            op.execute(f"DROP TRIGGER {table}_keep_delete")
        else:
            op.execute(f"DROP TRIGGER {table}_keep ON {table}")
            op.execute(f"DROP FUNCTION {table}_keep()")
        op.drop_table(f"{table}_past")
        op.drop_column(table, "known_from")
