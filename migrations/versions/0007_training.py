"""training plans, classroom sessions, attendance

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("training_plan", "plan_item", "plan_item_state", "training_session", "expected_person", "attendance")
ATTENDED = (
    "id",
    "session_id",
    "user_id",
    "status",
    "minutes",
    "was_expected",
    "corrects_id",
    "recorded_at",
    "recorded_by_id",
)
INDEXES = (  # (table, columns, of filled rows alone)
    ("training_plan", "created_by_id", True),
    ("plan_item", "created_by_id", True),
    ("plan_item", "plan_id", False),
    ("plan_item_state", "owner_id", False),
    ("plan_item_state", "recorded_by_id", True),
    ("training_session", "item_id", False),
    ("training_session", "starts_at", False),
    ("training_session", "trainer_id", True),
    ("training_session", "created_by_id", True),
    ("training_session", "closed_by_id", True),
    ("expected_person", "user_id", False),
    ("expected_person", "added_by_id", True),
    ("expected_person", "removed_by_id", True),
    ("attendance", "session_id", False),
    ("attendance", "user_id", False),
    ("attendance", "recorded_by_id", True),
)


def upgrade() -> None:
    _make_plans()
    _make_sessions()
    for table, column, filled in INDEXES:
        where = sa.text(f"{column} IS NOT NULL") if filled else None
        op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=where, postgresql_where=where)
    first = sa.text("corrects_id IS NULL")
    op.create_index(
        "uq_attendance_first",
        "attendance",
        ["session_id", "user_id"],
        unique=True,
        sqlite_where=first,
        postgresql_where=first,
    )
    _refuse("plan_item_state", "UPDATE")
    _refuse("plan_item_state", "DELETE")
    _refuse("attendance", "DELETE")
    _keep_attendance()


def _make_plans() -> None:
    op.create_table(
        "training_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        _key("training_plan", "created_by_id", "user"),
        _key("training_plan", "department_id", "department"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_plan")),
        sa.UniqueConstraint("department_id", "year", name=op.f("uq_training_plan_department_id_year")),
    )
    op.create_table(
        "plan_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("is_planned", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        _key("plan_item", "created_by_id", "user"),
        _key("plan_item", "plan_id", "training_plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_item")),
        sa.UniqueConstraint("key", name=op.f("uq_plan_item_key")),
    )
    op.create_table(
        "plan_item_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title_zh", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Numeric(6, 1), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("assessment", sa.String(), nullable=False),
        sa.Column("budget_fen", sa.BigInteger(), nullable=False),
        sa.Column("spent_fen", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("status_on", sa.Date(), nullable=False),
        sa.Column("moved_to", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_plan_item_state_month")),
        sa.CheckConstraint(
            "headcount >= 0 AND hours >= 0 AND budget_fen >= 0", name=op.f("ck_plan_item_state_amounts")
        ),
        _key("plan_item_state", "item_id", "plan_item"),
        _key("plan_item_state", "owner_id", "department"),
        _key("plan_item_state", "recorded_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_item_state")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_plan_item_state_item_id_number")),
        sa.UniqueConstraint("key", name=op.f("uq_plan_item_state_key")),
    )


def _make_sessions() -> None:
    op.create_table(
        "training_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("trainer_id", sa.Integer(), nullable=True),
        sa.Column("trainer", sa.String(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=True),
        sa.Column("hours", sa.Numeric(6, 1), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("materials", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_training_session_times")),
        _key("training_session", "closed_by_id", "user"),
        _key("training_session", "created_by_id", "user"),
        _key("training_session", "item_id", "plan_item"),
        _key("training_session", "trainer_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_session")),
        sa.UniqueConstraint("key", name=op.f("uq_training_session_key")),
    )
    op.create_table(
        "expected_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        _key("expected_person", "added_by_id", "user"),
        _key("expected_person", "removed_by_id", "user"),
        _key("expected_person", "session_id", "training_session"),
        _key("expected_person", "user_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expected_person")),
        sa.UniqueConstraint("session_id", "user_id", name=op.f("uq_expected_person_session_id_user_id")),
    )
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("was_expected", sa.Boolean(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("minutes IS NULL OR minutes >= 0", name=op.f("ck_attendance_minutes")),
        _key("attendance", "corrects_id", "attendance"),
        _key("attendance", "recorded_by_id", "user"),
        _key("attendance", "session_id", "training_session"),
        _key("attendance", "user_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_attendance_corrects_id")),
    )


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _refuse(table: str, verb: str) -> None:
    """Rows are written once: the database refuses to change them, or to delete them."""
    name = f"{table}_no_{verb.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append only' USING ERRCODE = 'check_violation'; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _keep_attendance() -> None:
    """Of what a sheet says only the words of a correction may go, when the person is erased."""
    same = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in ATTENDED)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER attendance_no_update BEFORE UPDATE ON attendance "
            f"WHEN NOT ({same.replace('IS NOT DISTINCT FROM', 'IS')} AND NEW.reason = '') "
            "BEGIN SELECT RAISE(ABORT, 'attendance is append only'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION attendance_no_update() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF NOT ({same} AND NEW.reason = '') THEN "
        "RAISE EXCEPTION 'attendance is append only' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER attendance_no_update BEFORE UPDATE ON attendance "
        "FOR EACH ROW EXECUTE FUNCTION attendance_no_update()"
    )


def downgrade() -> None:
    for name, table in (
        ("plan_item_state_no_update", "plan_item_state"),
        ("plan_item_state_no_delete", "plan_item_state"),
        ("attendance_no_delete", "attendance"),
        ("attendance_no_update", "attendance"),
    ):
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    for table in reversed(TABLES):
        op.drop_table(table)
