"""programmes, their versions and rules; duties and what was decided about them; notices and mails

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_mail_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_key")),
    )

    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index("ix_mail_state", ["state", "next_try_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_user_id"), ["user_id"], unique=False)

    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("of_course", sa.String(), nullable=True),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("purpose_zh", sa.String(), nullable=False),
        sa.Column("purpose_en", sa.String(), nullable=False),
        sa.Column("requirement", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("is_mandatory", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_programme_created_by_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_programme_department_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_programme_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("code", name=op.f("uq_programme_code")),
        sa.UniqueConstraint("of_course", name=op.f("uq_programme_of_course")),
    )

    op.create_table(
        "assignment_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("due_kind", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_days", sa.Integer(), nullable=True),
        sa.Column("due_from", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_assignment_rule_created_by_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_assignment_rule_department_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_assignment_rule_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_rule")),
    )

    with op.batch_alter_table("assignment_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_rule_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_day", sa.Date(), nullable=True),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("dropped", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_notice_mail_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_notice_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_notice_user_id_key")),
    )

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_mail_id"), ["mail_id"], unique=False)
        batch_op.create_index(
            "ix_notice_unmailed",
            ["mail_day", "user_id"],
            unique=False,
            sqlite_where=sa.text("mail_id IS NULL AND dropped = '' AND mail_day IS NOT NULL"),
            postgresql_where=sa.text("mail_id IS NULL AND dropped = '' AND mail_day IS NOT NULL"),
        )

    op.create_table(
        "programme_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("electives_needed", sa.Integer(), nullable=False),
        sa.Column("lookback_days", sa.Integer(), nullable=True),
        sa.Column("valid_months", sa.Integer(), nullable=True),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_programme_version_created_by_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_programme_version_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_version")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_programme_version_programme_id_number")),
    )

    op.create_table(
        "programme_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["programme_version.id"], name=op.f("fk_programme_item_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_item")),
        sa.UniqueConstraint(
            "version_id", "course_id", "path", name=op.f("uq_programme_item_version_id_course_id_path")
        ),
    )

    with op.batch_alter_table("programme_item", schema=None) as batch_op:
        batch_op.create_index("ix_programme_item_course_id", ["course_id"], unique=False)

    op.create_table(
        "assignment_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("released", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_assignment_run_by_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_assignment_run_programme_id")),
        sa.ForeignKeyConstraint(["rule_id"], ["assignment_rule.id"], name=op.f("fk_assignment_run_rule_id")),
        sa.ForeignKeyConstraint(["version_id"], ["programme_version.id"], name=op.f("fk_assignment_run_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_run")),
        sa.UniqueConstraint("key", name=op.f("uq_assignment_run_key")),
    )

    with op.batch_alter_table("assignment_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_run_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_run_rule_id"), ["rule_id"], unique=False)

    op.create_table(
        "assignment_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("due_after", sa.Date(), nullable=False),
        sa.Column("version_before_id", sa.Integer(), nullable=True),
        sa.Column("version_after_id", sa.Integer(), nullable=True),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["approver_id"], ["user.id"], name=op.f("fk_assignment_change_approver_id")),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_assignment_change_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_assignment_change_by_id")),
        sa.ForeignKeyConstraint(["rule_id"], ["assignment_rule.id"], name=op.f("fk_assignment_change_rule_id")),
        sa.ForeignKeyConstraint(
            ["version_after_id"], ["programme_version.id"], name=op.f("fk_assignment_change_version_after_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_before_id"], ["programme_version.id"], name=op.f("fk_assignment_change_version_before_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_change")),
    )

    with op.batch_alter_table("assignment_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_change_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_change_batch"), ["batch"], unique=False)
        for name in ("by_id", "approver_id"):
            _index_filled(batch_op, f"ix_assignment_change_{name}", name)

    op.create_table(
        "assignment_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ended_on IS NULL OR ended_on > started_on", name=op.f("ck_assignment_pause_dates")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_assignment_pause_assignment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_pause")),
    )

    with op.batch_alter_table("assignment_pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_pause_assignment_id"), ["assignment_id"], unique=False)

    op.create_table(
        "assignment_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_assignment_source_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["rule_id"], ["assignment_rule.id"], name=op.f("fk_assignment_source_rule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_source")),
    )

    with op.batch_alter_table("assignment_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_source_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index("ix_assignment_source_rule_id", ["rule_id", "assignment_id"], unique=False)

    op.create_table(
        "course_edition",
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("course_id", "edition", name=op.f("pk_course_edition")),
    )
    _begin_editions()

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("programme_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("version_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("assigned_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("assigned_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("start_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("counts_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("original_due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("waived_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("exit_on", sa.Date(), nullable=True))
    _give_each_course_a_programme()
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        for name in ("programme_id", "version_id"):
            batch_op.alter_column(name, existing_type=sa.Integer(), nullable=False)
        for name in ("assigned_on", "start_on", "original_due_on"):
            batch_op.alter_column(name, existing_type=sa.Date(), nullable=False)
        batch_op.alter_column("round", existing_type=sa.Integer(), server_default=None)
        batch_op.drop_index(batch_op.f("ix_assignment_course_id"))
        batch_op.drop_constraint(batch_op.f("uq_assignment_user_id_course_id"), type_="unique")
        batch_op.create_index("ix_assignment_programme_id", ["programme_id", "user_id"], unique=False)
        batch_op.create_index("ix_assignment_version_id", ["version_id"], unique=False)
        _index_filled(batch_op, "ix_assignment_assigned_by_id", "assigned_by_id")
        batch_op.create_unique_constraint(
            batch_op.f("uq_assignment_user_id_programme_id_round"), ["user_id", "programme_id", "round"]
        )
        batch_op.create_check_constraint("round", "round >= 1")
        batch_op.create_foreign_key(batch_op.f("fk_assignment_version_id"), "programme_version", ["version_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_assignment_assigned_by_id"), "user", ["assigned_by_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_assignment_programme_id"), "programme", ["programme_id"], ["id"])
        batch_op.drop_constraint(batch_op.f("fk_assignment_user_id"), type_="foreignkey")
        batch_op.create_foreign_key(
            batch_op.f("fk_assignment_user_id"), "user", ["user_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.drop_column("course_id")
    _keep_duties()
    _fix_published_versions()


def _fix_published_versions() -> None:
    """A version that was published stays as it is, and so do its courses: the database refuses to change or delete them."""
    refused = "a published version never changes"
    of_it = "EXISTS (SELECT 1 FROM programme_version WHERE id = OLD.version_id AND published_at IS NOT NULL)"
    conditions = {"programme_version": "OLD.published_at IS NOT NULL", "programme_item": of_it}
    for table, condition in conditions.items():
        if op.get_bind().dialect.name == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} WHEN {condition} "
                    f"BEGIN SELECT RAISE(ABORT, '{refused}'); END"
                )
            continue
        op.execute(
            f"CREATE FUNCTION {table}_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{refused}' USING ERRCODE = 'check_violation'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_fixed()"
        )


def _let_versions_change() -> None:
    for table in ("programme_version", "programme_item"):
        if op.get_bind().dialect.name == "sqlite":
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{verb}")
            continue
        op.execute(f"DROP TRIGGER {table}_fixed ON {table}")
        op.execute(f"DROP FUNCTION {table}_fixed()")


GUARDS = {
    "assignment": (
        'EXISTS (SELECT 1 FROM "user" WHERE id = OLD.user_id) OR OLD.assigned_by_id IS NOT NULL'
        " OR EXISTS (SELECT 1 FROM assignment_source WHERE assignment_id = OLD.id AND rule_id IS NULL)"
        " OR EXISTS (SELECT 1 FROM assignment_change WHERE assignment_id = OLD.id"
        " AND (by_id IS NOT NULL OR approver_id IS NOT NULL))",
        "a duty stays as long as the person or a decision about it",
    ),
    "assignment_change": (
        "EXISTS (SELECT 1 FROM assignment WHERE id = OLD.assignment_id)",
        "assignment_change is append only",
    ),
}
"""When deleting a row of a table is refused, and in which words."""


def _index_filled(batch_op: BatchOperations, name: str, column: str) -> None:
    filled = sa.text(f"{column} IS NOT NULL")
    batch_op.create_index(name, [column], unique=False, sqlite_where=filled, postgresql_where=filled)


def _keep_duties() -> None:
    """Changes are written once. A duty that rules alone gave goes with the person, and its changes with it: nothing else deletes
    one. A person goes only where no other row names them: foreign keys refuse it otherwise."""
    _refuse("assignment_change", "UPDATE", "true", "assignment_change is append only")
    for table, (condition, refused) in GUARDS.items():
        _refuse(table, "DELETE", condition, refused)


def _refuse(table: str, verb: str, condition: str, refused: str) -> None:
    name = f"{table}_no_{verb.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{refused}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{refused}' USING ERRCODE = 'check_violation'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _let_duties_go() -> None:
    for table, verb in (("assignment_change", "update"), *((table, "delete") for table in GUARDS)):
        name = f"{table}_no_{verb}"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
            continue
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")


def _begin_editions() -> None:
    """An edition came into service by the day somebody first completed it. What nobody has is noted when courses are published."""
    op.execute(
        "INSERT INTO course_edition (course_id, edition, begun_at, begun_on) "
        "SELECT course_id, edition, min(completed_at), min(completed_on) FROM completion GROUP BY course_id, edition"
    )


def _give_each_course_a_programme() -> None:
    """A duty was one course: it becomes the duty to complete the programme that is this course."""
    op.execute(
        "INSERT INTO programme (code, of_course, name_zh, name_en, purpose_zh, purpose_en, requirement, source,"
        " is_mandatory, created_at) "
        "SELECT 'course-' || course_id, course_id, course_id, course_id, '', '', 'post', '', true, min(assigned_at) "
        "FROM assignment GROUP BY course_id"
    )
    op.execute(
        "INSERT INTO programme_version (programme_id, number, electives_needed, window_days, grace_days, note,"
        " created_at, published_at) SELECT id, 1, 0, 90, 0, '', created_at, created_at FROM programme"
    )
    op.execute(
        "INSERT INTO programme_item (version_id, position, course_id, is_required, path) "
        "SELECT version.id, 1, programme.of_course, true, 'initial' "
        "FROM programme_version AS version JOIN programme ON programme.id = version.programme_id"
    )
    op.execute(
        "UPDATE assignment SET original_due_on = due_on, assigned_on = date(assigned_at), start_on = date(assigned_at),"
        " programme_id = (SELECT id FROM programme WHERE of_course = course_id),"
        " version_id = (SELECT version.id FROM programme_version AS version"
        " JOIN programme ON programme.id = version.programme_id WHERE of_course = course_id)"
    )
    op.execute(
        "INSERT INTO assignment_source (assignment_id, due_on, added_at) SELECT id, due_on, assigned_at FROM assignment"
    )


def downgrade() -> None:
    _let_versions_change()
    _let_duties_go()
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("course_id", sa.String(), nullable=True))
    _keep_one_duty_a_course()
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.alter_column("course_id", existing_type=sa.String(), nullable=False)
        batch_op.drop_constraint(batch_op.f("fk_assignment_user_id"), type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f("fk_assignment_user_id"), "user", ["user_id"], ["id"])
        batch_op.drop_constraint(batch_op.f("fk_assignment_programme_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_assignment_assigned_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_assignment_version_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_assignment_user_id_programme_id_round"), type_="unique")
        batch_op.drop_constraint(batch_op.f("ck_assignment_round"), type_="check")
        batch_op.drop_index("ix_assignment_assigned_by_id")
        batch_op.drop_index("ix_assignment_version_id")
        batch_op.drop_index("ix_assignment_programme_id")
        batch_op.create_unique_constraint(batch_op.f("uq_assignment_user_id_course_id"), ["user_id", "course_id"])
        batch_op.create_index(batch_op.f("ix_assignment_course_id"), ["course_id", "user_id"], unique=False)
        for name in ("programme_id", "version_id", "round", "assigned_on", "assigned_by_id", "start_on", "counts_from"):
            batch_op.drop_column(name)
        for name in ("original_due_on", "withdrawn_on", "waived_on", "exit_on"):
            batch_op.drop_column(name)
    op.drop_table("course_edition")

    op.drop_table("assignment_source")

    op.drop_table("assignment_pause")

    op.drop_table("assignment_change")

    op.drop_table("assignment_run")

    op.drop_table("programme_item")

    op.drop_table("programme_version")

    op.drop_table("notice")

    op.drop_table("assignment_rule")

    op.drop_table("programme")

    op.drop_table("mail")


def _keep_one_duty_a_course() -> None:
    """The release before knows one course a duty: the first required one stays, once a person, and only what stands."""
    op.execute("DELETE FROM assignment_source")
    op.execute("DELETE FROM assignment_pause")
    op.execute("DELETE FROM assignment_change")
    op.execute("DELETE FROM assignment WHERE withdrawn_on IS NOT NULL OR waived_on IS NOT NULL OR exit_on IS NOT NULL")
    op.execute(
        "UPDATE assignment SET course_id = (SELECT course_id FROM programme_item"
        " WHERE programme_item.version_id = assignment.version_id ORDER BY position LIMIT 1)"
    )
    op.execute("DELETE FROM assignment WHERE course_id IS NULL")
    op.execute("DELETE FROM assignment WHERE id NOT IN (SELECT min(id) FROM assignment GROUP BY user_id, course_id)")
