"""kinds of credentials, who needs them, periods of validity, evidence

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FACTS = (
    "id", "holding_id", "version", "standing", "act", "certified_on", "valid_from", "valid_until", "temporary",
    "verified_how", "verified_by_id", "revoked_on", "recorded_at", "recorded_by_id",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "credential_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=True),
        sa.Column("issuer", sa.String(), server_default="", nullable=False),
        sa.Column("scheme", sa.String(), server_default="other", nullable=False),
        sa.Column("level", sa.String(), server_default="", nullable=False),
        sa.Column("valid_months", sa.Integer(), nullable=True),
        sa.Column("window_days", sa.Integer(), server_default="90", nullable=False),
        sa.Column("grace_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("anchor", sa.String(), server_default="completion", nullable=False),
        sa.Column("fixed_day", sa.String(), nullable=True),
        sa.Column("min_active_months", sa.Integer(), server_default="0", nullable=False),
        sa.Column("if_lapsed", sa.String(), server_default="recert", nullable=False),
        sa.Column("accept_early", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("valid_months IS NULL OR valid_months > 0", name=op.f("ck_credential_type_valid_months")),
        sa.CheckConstraint(
            "window_days >= 0 AND grace_days >= 0 AND min_active_months >= 0", name=op.f("ck_credential_type_days")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential_type")),
        sa.UniqueConstraint("code", name=op.f("uq_credential_type_code")),
        sa.UniqueConstraint("course_id", name=op.f("uq_credential_type_course_id")),
    )
    op.create_table(
        "credential_requirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("position_id", sa.Integer(), nullable=True),
        sa.Column("family", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(position_id IS NULL) <> (family IS NULL)", name=op.f("ck_credential_requirement_target")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_credential_requirement_dates")),
        sa.ForeignKeyConstraint(["type_id"], ["credential_type.id"], name=op.f("fk_credential_requirement_type_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_credential_requirement_position_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_credential_requirement_recorded_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user.id"], name=op.f("fk_credential_requirement_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential_requirement")),
    )
    op.create_index("ix_credential_requirement_type_id", "credential_requirement", ["type_id"])
    for name in ("position_id", "recorded_by_id", "ended_by_id"):
        _index_filled("credential_requirement", name)
    op.create_table(
        "credential_holding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_credential_holding_user_id")),
        sa.ForeignKeyConstraint(["type_id"], ["credential_type.id"], name=op.f("fk_credential_holding_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential_holding")),
        sa.UniqueConstraint("form_key", name=op.f("uq_credential_holding_form_key")),
    )
    op.create_index("ix_credential_holding_user_id", "credential_holding", ["user_id", "type_id"])
    op.create_index("ix_credential_holding_type_id", "credential_holding", ["type_id"])
    op.create_table(
        "credential_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holding_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("certified_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("level", sa.String(), server_default="", nullable=False),
        sa.Column("issuer", sa.String(), server_default="", nullable=False),
        sa.Column("number", sa.String(), server_default="", nullable=False),
        sa.Column("temporary", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("verified_how", sa.String(), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_credential_period_dates")),
        sa.ForeignKeyConstraint(
            ["holding_id"], ["credential_holding.id"], name=op.f("fk_credential_period_holding_id")
        ),
        sa.ForeignKeyConstraint(["verified_by_id"], ["user.id"], name=op.f("fk_credential_period_verified_by_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_credential_period_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential_period")),
        sa.UniqueConstraint("holding_id", "version", name=op.f("uq_credential_period_holding_id_version")),
    )
    for name in ("recorded_by_id", "verified_by_id"):
        _index_filled("credential_period", name)
    op.create_table(
        "credential_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holding_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["holding_id"], ["credential_holding.id"], name=op.f("fk_credential_evidence_holding_id")
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["user.id"], name=op.f("fk_credential_evidence_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential_evidence")),
        sa.UniqueConstraint("holding_id", "digest", name=op.f("uq_credential_evidence_holding_id_digest")),
    )
    kept = sa.text("dropped_at IS NULL")
    op.create_index(
        "ix_credential_evidence_digest", "credential_evidence", ["digest"], sqlite_where=kept, postgresql_where=kept
    )
    _index_filled("credential_evidence", "added_by_id")
    _refuse_changes()


def downgrade() -> None:
    _let_change()
    for table in ("evidence", "period", "holding", "requirement", "type"):
        op.drop_table(f"credential_{table}")


def _index_filled(table: str, column: str) -> None:
    filled = sa.text(f"{column} IS NOT NULL")
    op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=filled, postgresql_where=filled)


def _refuse_changes() -> None:
    """What was known about a credential stays; only words may be blanked."""
    facts = ", ".join(FACTS)
    if op.get_bind().dialect.name == "sqlite":
        for verb, when in (("update", f"UPDATE OF {facts}"), ("delete", "DELETE")):
            op.execute(
                f"CREATE TRIGGER credential_period_no_{verb} BEFORE {when} ON credential_period "
                "BEGIN SELECT RAISE(ABORT, 'credential_period is append only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION credential_period_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'credential_period is append only' USING ERRCODE = 'check_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER credential_period_append_only BEFORE UPDATE OF {facts} OR DELETE ON credential_period "
        "FOR EACH ROW EXECUTE FUNCTION credential_period_append_only()"
    )


def _let_change() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER credential_period_no_{verb}")
        return
    op.execute("DROP TRIGGER credential_period_append_only ON credential_period")
    op.execute("DROP FUNCTION credential_period_append_only()")
