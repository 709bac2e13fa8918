"""departments over time, leave, delegations, approved roles, second factors, imports, own data

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STANDING = (
    ("uq_role_grant_somewhere", ["user_id", "role", "department_id"], "withdrawn_at IS NULL"),
    ("uq_role_grant_everywhere", ["user_id", "role"], "withdrawn_at IS NULL AND department_id IS NULL"),
)

# table, whose rows, from, until, which of them: no two such rows of one owner hold on the same day
NO_OVERLAP = (
    ("department_version", "department_id", "valid_from", "valid_to", ""),
    ("job", "user_id", "started_on", "ended_on", "is_primary"),
)

# table, column that names who did something: looked for whenever a person is deleted
DONE_BY = (
    ("absence", "recorded_by_id", True),
    ("allowance", "granted_by_id", False),
    ("certificate", "revoked_by_id", True),
    ("honesty_flag", "looked_by_id", True),
    ("late_answer", "accepted_by_id", True),
    ("marking", "reviewer_id", False),
)  # and whether it may be empty

HERE = 'EXISTS (SELECT 1 FROM "user" WHERE "user".id = user_id AND "user".active)'


def upgrade() -> None:
    op.create_table(
        "daily_run",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_daily_run")),
    )

    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("pauses_deadlines", sa.Boolean(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ended_on IS NULL OR ended_on > started_on", name=op.f("ck_absence_dates")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_absence_recorded_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_absence_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )

    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_user_id"), ["user_id"], unique=False)

    op.create_table(
        "access_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["reader_id"], ["user.id"], name=op.f("fk_access_note_reader_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["user.id"], name=op.f("fk_access_note_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_note")),
    )

    with op.batch_alter_table("access_note", schema=None) as batch_op:
        batch_op.create_index("uq_access_note_day", ["subject_id", "reader_id", "page", "day"], unique=True)
        batch_op.create_index(batch_op.f("ix_access_note_reader_id"), ["reader_id"], unique=False)

    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ended_on > started_on", name=op.f("ck_delegation_dates")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_delegation_department_id")),
        sa.ForeignKeyConstraint(["from_id"], ["user.id"], name=op.f("fk_delegation_from_id")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["user.id"], name=op.f("fk_delegation_granted_by_id")),
        sa.ForeignKeyConstraint(["to_id"], ["user.id"], name=op.f("fk_delegation_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )

    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegation_from_id"), ["from_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegation_to_id"), ["to_id"], unique=False)

    op.create_table(
        "department_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("time_zone", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_department_version_dates")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_department_version_department_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["department.id"], name=op.f("fk_department_version_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_version")),
    )

    with op.batch_alter_table("department_version", schema=None) as batch_op:
        batch_op.create_index("ix_department_version_department_id", ["department_id", "valid_from"], unique=True)
        batch_op.create_index("ix_department_version_path", ["path"], unique=False)

    op.create_table(
        "import_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("basis_hash", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["applied_by_id"], ["user.id"], name=op.f("fk_import_plan_applied_by_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_import_plan_by_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["user.id"], name=op.f("fk_import_plan_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_plan")),
        sa.UniqueConstraint("key", name=op.f("uq_import_plan_key")),
    )

    with op.batch_alter_table("import_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_plan_by_id"), ["by_id"], unique=False)

    op.create_table(
        "outside_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_outside_identity_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_outside_identity_issuer_subject")),
    )

    with op.batch_alter_table("outside_identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outside_identity_user_id"), ["user_id"], unique=False)

    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(), nullable=False),
        sa.Column("extensions", sa.String(), nullable=True),
        sa.Column("create_datetime", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lastuse_datetime", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("usage", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_passkey_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )

    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_user_id"), ["user_id"], unique=False)

    op.create_table(
        "password_reset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_password_reset_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_reset")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_password_reset_secret_hash")),
    )

    with op.batch_alter_table("password_reset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_password_reset_user_id"), ["user_id"], unique=False)

    op.create_table(
        "subject_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["user.id"], name=op.f("fk_subject_request_answered_by_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_subject_request_asked_by_id")),
        sa.ForeignKeyConstraint(["second_id"], ["user.id"], name=op.f("fk_subject_request_second_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_subject_request_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_request")),
    )

    with op.batch_alter_table("subject_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subject_request_user_id"), ["user_id"], unique=False)

    op.create_table(
        "import_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("complaints", sa.JSON(), nullable=False),
        sa.Column("done", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["import_plan.id"], name=op.f("fk_import_line_plan_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_import_line_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_line")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_import_line_plan_id_number")),
    )

    with op.batch_alter_table("import_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_line_user_id"), ["user_id"], unique=False)

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("subject_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("address", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("previous_hash", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("hash", sa.String(), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_audit_entry_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_subject_id"), ["subject_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_audit_entry_subject_id"), "user", ["subject_id"], ["id"])

    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.add_column(sa.Column("country", sa.String(), server_default="CN", nullable=False))
        batch_op.add_column(sa.Column("time_zone", sa.String(), nullable=True))

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_head", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("end_reason", sa.String(), nullable=True))
        batch_op.create_index(
            "ix_job_heads",
            ["user_id"],
            unique=False,
            sqlite_where=sa.text("is_head"),
            postgresql_where=sa.text("is_head"),
        )
        batch_op.create_index(
            "ix_job_manager_id",
            ["manager_id"],
            unique=False,
            sqlite_where=sa.text("manager_id IS NOT NULL"),
            postgresql_where=sa.text("manager_id IS NOT NULL"),
        )

    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_on", sa.Date(), nullable=True))

    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("granted_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("approved_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_by_id", sa.Integer(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_role_grant_user_id_role_department_id"), type_="unique")
        batch_op.create_foreign_key(batch_op.f("fk_role_grant_granted_by_id"), "user", ["granted_by_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_role_grant_withdrawn_by_id"), "user", ["withdrawn_by_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_role_grant_approved_by_id"), "user", ["approved_by_id"], ["id"])

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("time_zone", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("mails_refused", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("tf_primary_method", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("tf_totp_secret", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("tf_last_counter", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("mf_recovery_codes", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("fs_webauthn_user_handle", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_user_fs_webauthn_user_handle"), ["fs_webauthn_user_handle"])

    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))

    for name, columns, where in STANDING:
        op.create_index(
            name, "role_grant", columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )
    for table, column, may_be_empty in DONE_BY:
        filled = sa.text(f"{column} IS NOT NULL") if may_be_empty else None
        op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=filled, postgresql_where=filled)
    _carry_over()
    _make_append_only("audit_entry")
    for table, owner, first, end, where in NO_OVERLAP:
        _refuse_overlap(table, owner, first, end, where)


def _make_append_only(table: str) -> None:
    """Rows are written once: the database refuses to change or delete them."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append only' USING ERRCODE = 'check_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    )


def _refuse_overlap(table: str, owner: str, first: str, end: str, where: str) -> None:
    """Ranges [first, end) of one owner never meet: the database refuses the second."""
    counted = f"NEW.{where}" if where else "1 = 1"
    meets = f"(NEW.{end} IS NULL OR other.{first} < NEW.{end}) AND (other.{end} IS NULL OR NEW.{first} < other.{end})"
    same = f"other.{owner} = NEW.{owner} AND other.id <> NEW.id AND {f'other.{where}' if where else '1 = 1'}"
    other = f"SELECT 1 FROM {table} AS other WHERE {same} AND {meets}"  # noqa: S608 - constants of this file
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("INSERT", "UPDATE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_overlap_{verb.lower()} AFTER {verb} ON {table} WHEN {counted}"
                f" AND EXISTS ({other}) BEGIN SELECT RAISE(ABORT, '{table} overlaps'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {counted} AND EXISTS"
        f" ({other}) THEN RAISE EXCEPTION '{table} overlaps' USING ERRCODE = 'exclusion_violation'; END IF;"
        " RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_overlap AFTER INSERT OR UPDATE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {table}_no_overlap()"
    )


def _allow_overlap(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("insert", "update"):
            op.execute(f"DROP TRIGGER {table}_no_overlap_{verb}")
        return
    op.execute(f"DROP TRIGGER {table}_no_overlap ON {table}")
    op.execute(f"DROP FUNCTION {table}_no_overlap()")


def _make_changeable(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{verb}")
        return
    op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    op.execute(f"DROP FUNCTION {table}_append_only()")


def _carry_over() -> None:
    """Departments get their first version; grants were approved as given; managers are who heads a department."""
    op.execute(
        "INSERT INTO department_version (department_id, parent_id, name_zh, name_en, kind, path, valid_from, valid_to,"
        " recorded_at) SELECT id, parent_id, name_zh, name_en, kind, path, '2000-01-01', closed_on, CURRENT_TIMESTAMP"
        " FROM department"
    )
    op.execute("UPDATE role_grant SET approved_at = granted_at")
    op.execute(
        "UPDATE job SET is_head = true WHERE is_primary AND ended_on IS NULL AND EXISTS (SELECT 1 FROM role_grant"  # noqa: S608 - constants of this file
        " WHERE role = 'manager' AND role_grant.user_id = job.user_id AND role_grant.department_id = job.department_id"
        f" AND role_grant.ended_on IS NULL) AND {HERE}"
    )
    op.execute(
        "INSERT INTO job (user_id, department_id, is_primary, is_head, started_on, ended_on)"  # noqa: S608 - constants of this file
        " SELECT user_id, department.id, false, true, date(granted_at), role_grant.ended_on"
        " FROM role_grant JOIN department ON department.id = role_grant.department_id"
        " OR role_grant.department_id IS NULL AND department.parent_id IS NULL"
        f" WHERE role = 'manager' AND (role_grant.ended_on IS NULL AND {HERE}"
        " OR role_grant.ended_on > date(granted_at))"
        " AND NOT EXISTS (SELECT 1 FROM job AS other WHERE other.user_id = role_grant.user_id AND other.is_head"
        " AND other.department_id = department.id)"
    )
    op.execute("DELETE FROM role_grant WHERE role = 'manager'")


def _give_managers_their_grants() -> None:
    op.execute("DELETE FROM role_grant WHERE withdrawn_at IS NOT NULL OR approved_at IS NULL")
    op.execute("DELETE FROM role_grant WHERE role IN ('training_admin', 'reviewer', 'auditor')")
    op.execute(
        "INSERT INTO role_grant (user_id, role, department_id, granted_at, ended_on)"
        " SELECT user_id, 'manager', department_id, CURRENT_TIMESTAMP,"
        " CASE WHEN count(*) = count(ended_on) THEN max(ended_on) END FROM job"
        " WHERE is_head AND started_on <= CURRENT_DATE AND (ended_on IS NULL OR ended_on > CURRENT_DATE)"
        " GROUP BY user_id, department_id"
    )


def downgrade() -> None:
    _make_changeable("audit_entry")
    for table, *_rest in NO_OVERLAP:
        _allow_overlap(table)
    _give_managers_their_grants()
    for table, column, _may_be_empty in DONE_BY:
        op.drop_index(f"ix_{table}_{column}", table)
    for name, _columns, _where in STANDING:
        op.drop_index(name, "role_grant")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_column("seen_at")
        batch_op.drop_column("address")

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_user_fs_webauthn_user_handle"), type_="unique")
        batch_op.drop_column("erased_at")
        batch_op.drop_column("fs_webauthn_user_handle")
        batch_op.drop_column("mf_recovery_codes")
        batch_op.drop_column("tf_last_counter")
        batch_op.drop_column("tf_totp_secret")
        batch_op.drop_column("tf_primary_method")
        batch_op.drop_column("mails_refused")
        batch_op.drop_column("time_zone")

    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_role_grant_approved_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_role_grant_withdrawn_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_role_grant_granted_by_id"), type_="foreignkey")
        batch_op.create_unique_constraint(
            batch_op.f("uq_role_grant_user_id_role_department_id"), ["user_id", "role", "department_id"]
        )
        batch_op.drop_column("withdrawn_by_id")
        batch_op.drop_column("withdrawn_at")
        batch_op.drop_column("approved_by_id")
        batch_op.drop_column("approved_at")
        batch_op.drop_column("granted_by_id")
        batch_op.drop_column("reason")

    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.drop_column("closed_on")

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_job_manager_id",
            sqlite_where=sa.text("manager_id IS NOT NULL"),
            postgresql_where=sa.text("manager_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_job_heads", sqlite_where=sa.text("is_head"), postgresql_where=sa.text("is_head"))
        batch_op.drop_column("end_reason")
        batch_op.drop_column("is_head")

    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.drop_column("time_zone")
        batch_op.drop_column("country")

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_audit_entry_subject_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_actor_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_action"))
        batch_op.drop_column("hash")
        batch_op.drop_column("previous_hash")
        batch_op.drop_column("address")
        batch_op.drop_column("reason")
        batch_op.drop_column("subject_id")

    op.drop_table("import_line")

    op.drop_table("subject_request")

    op.drop_table("password_reset")

    op.drop_table("passkey")

    op.drop_table("outside_identity")

    op.drop_table("import_plan")

    op.drop_table("department_version")

    op.drop_table("delegation")

    op.drop_table("access_note")

    op.drop_table("absence")

    op.drop_table("daily_run")
