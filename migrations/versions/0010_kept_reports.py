"""saved views, schedules, frozen copies of reports

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FROZEN = ("report_snapshot", "report_snapshot_place", "report_snapshot_piece")


def upgrade() -> None:
    op.create_table(
        "report_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_report_view_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_view")),
        sa.UniqueConstraint("user_id", "report", "name", name=op.f("uq_report_view_user_id_report_name")),
    )
    op.create_table(
        "report_schedule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("cron", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_why", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_report_schedule_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_schedule")),
        sa.UniqueConstraint("key", name=op.f("uq_report_schedule_key")),
    )
    op.create_index(op.f("ix_report_schedule_user_id"), "report_schedule", ["user_id"])
    op.create_index(op.f("ix_report_schedule_next_at"), "report_schedule", ["next_at"])
    op.create_table(
        "report_recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["schedule_id"], ["report_schedule.id"], name=op.f("fk_report_recipient_schedule_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_report_recipient_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_recipient")),
        sa.UniqueConstraint("schedule_id", "user_id", name=op.f("uq_report_recipient_schedule_id_user_id")),
    )
    op.create_index(op.f("ix_report_recipient_user_id"), "report_recipient", ["user_id"])
    op.create_table(
        "report_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["schedule_id"], ["report_schedule.id"], name=op.f("fk_report_run_schedule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_run")),
        sa.UniqueConstraint("schedule_id", "due_at", name=op.f("uq_report_run_schedule_id_due_at")),
    )
    op.create_table(
        "report_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["report_run.id"], name=op.f("fk_report_delivery_run_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_report_delivery_user_id")),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_report_delivery_mail_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_delivery")),
        sa.UniqueConstraint("run_id", "user_id", name=op.f("uq_report_delivery_run_id_user_id")),
    )
    op.create_index(op.f("ix_report_delivery_user_id"), "report_delivery", ["user_id"])
    op.create_index(op.f("ix_report_delivery_mail_id"), "report_delivery", ["mail_id"])
    _create_frozen()
    for table in FROZEN:
        _make_append_only(table)


def _create_frozen() -> None:
    op.create_table(
        "report_number",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_report_number")),
    )
    op.create_table(
        "report_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("is_everything", sa.Boolean(), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("rows_hash", sa.String(), nullable=False),
        sa.Column("whole_hash", sa.String(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["frozen_by_id"], ["user.id"], name=op.f("fk_report_snapshot_frozen_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_snapshot")),
        sa.UniqueConstraint("key", name=op.f("uq_report_snapshot_key")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_report_snapshot_year_number")),
    )
    op.create_index(op.f("ix_report_snapshot_frozen_by_id"), "report_snapshot", ["frozen_by_id"])
    op.create_table(
        "report_snapshot_place",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["report_snapshot.id"], name=op.f("fk_report_snapshot_place_snapshot_id")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_report_snapshot_place_department_id")
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "department_id", name=op.f("pk_report_snapshot_place")),
    )
    op.create_index(op.f("ix_report_snapshot_place_department_id"), "report_snapshot_place", ["department_id"])
    op.create_table(
        "report_snapshot_piece",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["report_snapshot.id"], name=op.f("fk_report_snapshot_piece_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "language", "number", name=op.f("pk_report_snapshot_piece")),
    )


def downgrade() -> None:
    for table in reversed(FROZEN):
        _make_changeable(table)
        op.drop_table(table)
    for table in (
        "report_number",
        "report_delivery",
        "report_run",
        "report_recipient",
        "report_schedule",
        "report_view",
    ):
        op.drop_table(table)


def _make_append_only(table: str) -> None:
    """Rows are written once: the database refuses to change or delete them."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
            )
        return
    refused = f"RAISE EXCEPTION '{table} is append only' USING ERRCODE = 'check_violation'"
    op.execute(f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refused}; END $$")
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    )


def _make_changeable(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{verb}")
        return
    op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    op.execute(f"DROP FUNCTION {table}_append_only()")
