"""what learning is worth in hours: credits and the rules of continuing education

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BLANKED = ("evidence_no", "reason")  # of a credit, when a person is erased


def upgrade() -> None:
    op.create_table(
        "credit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=True),
        sa.Column("completion_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("item_zh", sa.String(), nullable=False),
        sa.Column("item_en", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("credited_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=7, scale=1, asdecimal=False), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("position_id", sa.Integer(), nullable=True),
        sa.Column("trainer", sa.String(), nullable=False),
        sa.Column("attendance", sa.String(), nullable=False),
        sa.Column("assessment", sa.String(), nullable=False),
        sa.Column("score_ratio", sa.Numeric(precision=9, scale=4, asdecimal=False), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("evidence_no", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("hours >= 0", name=op.f("ck_credit_hours")),
        sa.CheckConstraint("score_ratio BETWEEN 0 AND 1", name=op.f("ck_credit_score_ratio")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["user.id"], name=op.f("fk_credit_approved_by_id")),
        sa.ForeignKeyConstraint(["completion_id"], ["completion.id"], name=op.f("fk_credit_completion_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["credit.id"], name=op.f("fk_credit_corrects_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_credit_department_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_credit_position_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_credit_recorded_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_credit_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_credit_corrects_id")),
        sa.UniqueConstraint("source", "number", name=op.f("uq_credit_source_number")),
    )
    op.create_index("ix_credit_user_id", "credit", ["user_id", "credited_on"])
    op.create_index("ix_credit_credited_on", "credit", ["credited_on", "user_id"])
    for column in ("completion_id", "recorded_by_id", "approved_by_id"):
        _index_filled("credit", column)

    op.create_table(
        "credit_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("families", sa.JSON(), nullable=False),
        sa.Column("positions", sa.JSON(), nullable=False),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.Column("required_hours", sa.Numeric(precision=7, scale=1, asdecimal=False), nullable=False),
        sa.Column("specialised_hours", sa.Numeric(precision=7, scale=1, asdecimal=False), nullable=False),
        sa.Column("year_start", sa.String(), nullable=False),
        sa.Column("is_pro_rata", sa.Boolean(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("is_ended", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.CheckConstraint("required_hours >= 0 AND specialised_hours >= 0", name=op.f("ck_credit_rule_hours")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_credit_rule_department_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_credit_rule_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_rule")),
        sa.UniqueConstraint("form_key", name=op.f("uq_credit_rule_form_key")),
    )
    op.create_index("ix_credit_rule_code", "credit_rule", ["code", "first_year"])
    _index_filled("credit_rule", "department_id")
    _index_filled("credit_rule", "recorded_by_id")

    _make_append_only("credit", blanked=BLANKED)
    _make_append_only("credit_rule")


def downgrade() -> None:
    for table in ("credit_rule", "credit"):
        _make_changeable(table)
        op.drop_table(table)


def _index_filled(table: str, column: str) -> None:
    filled = sa.text(f"{column} IS NOT NULL")
    op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=filled, postgresql_where=filled)


def _make_append_only(table: str, *, blanked: tuple[str, ...] = ()) -> None:
    """Rows are written once: the database refuses to change or delete them. The columns `blanked` may be emptied."""
    columns = [column.name for column in sa.Table(table, sa.MetaData(), autoload_with=op.get_bind()).columns]
    kept = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns if name not in blanked)
    filled = " OR ".join(f"NEW.{name} NOT IN ('', OLD.{name})" for name in blanked)
    changes = f"({kept}) OR ({filled})" if blanked else "1 = 1"
    if op.get_bind().dialect.name == "sqlite":
        changes = changes.replace("IS DISTINCT FROM", "IS NOT")
        for verb, when in (("UPDATE", changes), ("DELETE", "1 = 1")):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
            )
        return
    refused = f"RAISE EXCEPTION '{table} is append only' USING ERRCODE = 'check_violation'"
    checked = f"IF TG_OP = 'UPDATE' AND NOT ({changes}) THEN RETURN NEW; END IF; " if blanked else ""
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {checked}{refused}; END $$"
    )
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
