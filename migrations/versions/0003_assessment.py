"""practice, review, open answers, later judgements, certificates, honest time; passes that run out

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "active_item",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("lesson_id", sa.String(), nullable=False),
        sa.Column("tab", sa.String(), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_active_item_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_active_item")),
    )
    op.create_table(
        "allowance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("quiz_id", sa.String(), nullable=False),
        sa.Column("extra_attempts", sa.Integer(), nullable=False),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["granted_by_id"], ["user.id"], name=op.f("fk_allowance_granted_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_allowance_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance")),
        sa.UniqueConstraint("form_key", name=op.f("uq_allowance_form_key")),
    )
    with op.batch_alter_table("allowance", schema=None) as batch_op:
        batch_op.create_index("ix_allowance_user_id", ["user_id", "course_id", "quiz_id"], unique=False)

    op.create_table(
        "check_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("lesson_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hints_opened", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_check_try_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_try")),
        sa.UniqueConstraint(
            "user_id",
            "course_id",
            "lesson_id",
            "question_id",
            "number",
            name=op.f("uq_check_try_user_id_course_id_lesson_id_question_id_number"),
        ),
    )
    op.create_table(
        "honesty_flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["looked_by_id"], ["user.id"], name=op.f("fk_honesty_flag_looked_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_honesty_flag_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_honesty_flag")),
        sa.UniqueConstraint(
            "user_id",
            "kind",
            "course_id",
            "object_id",
            "number",
            name=op.f("uq_honesty_flag_user_id_kind_course_id_object_id_number"),
        ),
    )
    with op.batch_alter_table("honesty_flag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_honesty_flag_raised_at"), ["raised_at"], unique=False)

    op.create_table(
        "rejudging",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("from_key", sa.String(), nullable=False),
        sa.Column("to_revision", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done_count", sa.Integer(), nullable=False),
        sa.Column("total_count", sa.Integer(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_by_id", sa.Integer(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undo_reason", sa.String(), nullable=False),
        sa.Column("undo_asked_by_id", sa.Integer(), nullable=True),
        sa.Column("undo_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["user.id"], name=op.f("fk_rejudging_agreed_by_id")),
        sa.ForeignKeyConstraint(["applied_by_id"], ["user.id"], name=op.f("fk_rejudging_applied_by_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["user.id"], name=op.f("fk_rejudging_proposed_by_id")),
        sa.ForeignKeyConstraint(["undo_asked_by_id"], ["user.id"], name=op.f("fk_rejudging_undo_asked_by_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["user.id"], name=op.f("fk_rejudging_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejudging")),
        sa.UniqueConstraint("form_key", name=op.f("uq_rejudging_form_key")),
    )
    with op.batch_alter_table("rejudging", schema=None) as batch_op:
        batch_op.create_index("ix_rejudging_course_id", ["course_id", "question_id"], unique=False)

    op.create_table(
        "review_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("fraction", sa.Numeric(precision=9, scale=4, asdecimal=False), nullable=False),
        sa.Column("recall", sa.Float(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["question_revision.revision"], name=op.f("fk_review_answer_revision")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_review_answer_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_answer")),
        sa.UniqueConstraint(
            "user_id",
            "course_id",
            "question_id",
            "number",
            name=op.f("uq_review_answer_user_id_course_id_question_id_number"),
        ),
    )
    with op.batch_alter_table("review_answer", schema=None) as batch_op:
        batch_op.create_index("ix_review_answer_user_id", ["user_id", "answered_at"], unique=False)

    op.create_table(
        "review_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("stability", sa.Float(), nullable=False),
        sa.Column("difficulty", sa.Float(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("last_wrong", sa.Boolean(), nullable=False),
        sa.Column("logic", sa.String(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_review_card_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_card")),
        sa.UniqueConstraint(
            "user_id", "course_id", "question_id", name=op.f("uq_review_card_user_id_course_id_question_id")
        ),
    )
    with op.batch_alter_table("review_card", schema=None) as batch_op:
        batch_op.create_index("ix_review_card_due_at", ["user_id", "due_at"], unique=False)

    op.create_table(
        "review_setting",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_review_setting_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_review_setting")),
    )
    op.create_table(
        "study_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("lesson_id", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_study_time_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_time")),
        sa.UniqueConstraint(
            "user_id", "course_id", "lesson_id", "on", name=op.f("uq_study_time_user_id_course_id_lesson_id_on")
        ),
    )
    with op.batch_alter_table("study_time", schema=None) as batch_op:
        batch_op.create_index("ix_study_time_on", ["on"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("completion_id", sa.Integer(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_reason", sa.String(), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["completion_id"], ["completion.id"], name=op.f("fk_certificate_completion_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["certificate.id"], name=op.f("fk_certificate_replaced_by_id")),
        sa.ForeignKeyConstraint(["revoked_by_id"], ["user.id"], name=op.f("fk_certificate_revoked_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_certificate_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
        sa.UniqueConstraint("completion_id", "serial", name=op.f("uq_certificate_completion_id_serial")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index("ix_certificate_user_id", ["user_id"], unique=False)

    op.create_table(
        "late_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_reason", sa.String(), server_default="", nullable=False),
        sa.Column("instead_of", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["user.id"], name=op.f("fk_late_answer_accepted_by_id")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_late_answer_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_answer")),
        sa.UniqueConstraint("attempt_id", "question_id", name=op.f("uq_late_answer_attempt_id_question_id")),
    )
    op.create_table(
        "rejudged_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rejudging_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("old", sa.JSON(), nullable=False),
        sa.Column("new", sa.JSON(), nullable=False),
        sa.Column("followed", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_rejudged_attempt_attempt_id")),
        sa.ForeignKeyConstraint(["rejudging_id"], ["rejudging.id"], name=op.f("fk_rejudged_attempt_rejudging_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejudged_attempt")),
    )
    with op.batch_alter_table("rejudged_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_rejudged_attempt_attempt_id", ["attempt_id"], unique=False)
        batch_op.create_index("ix_rejudged_attempt_rejudging_id", ["rejudging_id"], unique=False)

    op.create_table(
        "rejudged_learner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rejudging_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["rejudging_id"], ["rejudging.id"], name=op.f("fk_rejudged_learner_rejudging_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_rejudged_learner_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejudged_learner")),
    )
    with op.batch_alter_table("rejudged_learner", schema=None) as batch_op:
        batch_op.create_index("ix_rejudged_learner_rejudging_id", ["rejudging_id"], unique=False)
        batch_op.create_index("ix_rejudged_learner_user_id", ["user_id"], unique=False)

    op.create_table(
        "marking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=True),
        sa.Column("check_answer_id", sa.Integer(), nullable=True),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Numeric(precision=9, scale=4, asdecimal=False), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(response_id IS NULL) <> (check_answer_id IS NULL)", name=op.f("ck_marking_one_answer")),
        sa.ForeignKeyConstraint(["check_answer_id"], ["check_answer.id"], name=op.f("fk_marking_check_answer_id")),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_marking_response_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["user.id"], name=op.f("fk_marking_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking")),
    )
    with op.batch_alter_table("marking", schema=None) as batch_op:
        batch_op.create_index("ix_marking_check_answer_id", ["check_answer_id"], unique=False)
        batch_op.create_index("ix_marking_response_id", ["response_id"], unique=False)

    op.create_table(
        "rejudged_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rejudging_id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=True),
        sa.Column("check_answer_id", sa.Integer(), nullable=True),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.Column("old_fraction", sa.Numeric(precision=9, scale=4, asdecimal=False), nullable=True),
        sa.Column("new_fraction", sa.Numeric(precision=9, scale=4, asdecimal=False), nullable=True),
        sa.Column("old_points", sa.Numeric(precision=9, scale=4, asdecimal=False), nullable=True),
        sa.Column("new_points", sa.Numeric(precision=9, scale=4, asdecimal=False), nullable=True),
        sa.Column("followed", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_rejudged_answer_attempt_id")),
        sa.ForeignKeyConstraint(
            ["check_answer_id"], ["check_answer.id"], name=op.f("fk_rejudged_answer_check_answer_id")
        ),
        sa.ForeignKeyConstraint(["rejudging_id"], ["rejudging.id"], name=op.f("fk_rejudged_answer_rejudging_id")),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_rejudged_answer_response_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejudged_answer")),
    )
    with op.batch_alter_table("rejudged_answer", schema=None) as batch_op:
        batch_op.create_index("ix_rejudged_answer_rejudging_id", ["rejudging_id"], unique=False)
        batch_op.create_index("ix_rejudged_answer_response_id", ["response_id"], unique=False)
        batch_op.create_index("ix_rejudged_answer_check_answer_id", ["check_answer_id"], unique=False)

    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("content_revision", sa.String(), server_default="", nullable=False))

    with op.batch_alter_table("check_answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hints_opened", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("completion", schema=None) as batch_op:
        batch_op.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("whole", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("lesson_record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("round", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("valid_until", sa.Date(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_lesson_record_user_id_course_id_lesson_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_lesson_record_user_id_course_id_lesson_id_round"),
            ["user_id", "course_id", "lesson_id", "round"],
        )

    with op.batch_alter_table("question_revision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answer_key", sa.String(), nullable=True))
    revisions = sa.table(
        "question_revision", sa.column("revision"), sa.column("body", sa.JSON()), sa.column("answer_key")
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(revisions.c.revision, revisions.c.body)).all():
        known = sa.update(revisions).where(revisions.c.revision == row.revision)
        connection.execute(known.values(answer_key=row.body.get("answer_key", "")))
    with op.batch_alter_table("question_revision", schema=None) as batch_op:
        batch_op.alter_column("answer_key", existing_type=sa.String(), nullable=False)
        batch_op.create_index(batch_op.f("ix_question_revision_answer_key"), ["answer_key"], unique=False)

    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("flagged", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("hints_opened", sa.Integer(), server_default="0", nullable=False))

    unmarked = sa.text("fraction IS NULL")
    for table, column in (("check_answer", "answered_at"), ("response", "attempt_id")):
        op.create_index(
            f"ix_{table}_unmarked", table, [column], sqlite_where=unmarked, postgresql_where=unmarked
        )  # fmt: skip
    under_way = sa.text("submitted_at IS NULL")
    op.create_index(
        "ix_attempt_under_way", "attempt", ["deadline_at"], sqlite_where=under_way, postgresql_where=under_way
    )


def downgrade() -> None:
    op.drop_index("ix_attempt_under_way", "attempt")
    for table in ("check_answer", "response"):
        op.drop_index(f"ix_{table}_unmarked", table)
    with op.batch_alter_table("rejudged_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_rejudged_answer_check_answer_id")
        batch_op.drop_index("ix_rejudged_answer_response_id")
        batch_op.drop_index("ix_rejudged_answer_rejudging_id")

    op.drop_table("rejudged_answer")
    with op.batch_alter_table("marking", schema=None) as batch_op:
        batch_op.drop_index("ix_marking_response_id")
        batch_op.drop_index("ix_marking_check_answer_id")

    op.drop_table("marking")
    with op.batch_alter_table("rejudged_learner", schema=None) as batch_op:
        batch_op.drop_index("ix_rejudged_learner_user_id")
        batch_op.drop_index("ix_rejudged_learner_rejudging_id")

    op.drop_table("rejudged_learner")
    with op.batch_alter_table("rejudged_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_rejudged_attempt_rejudging_id")
        batch_op.drop_index("ix_rejudged_attempt_attempt_id")

    op.drop_table("rejudged_attempt")
    op.drop_table("late_answer")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index("ix_certificate_user_id")

    op.drop_table("certificate")
    with op.batch_alter_table("study_time", schema=None) as batch_op:
        batch_op.drop_index("ix_study_time_on")

    op.drop_table("study_time")
    op.drop_table("review_setting")
    with op.batch_alter_table("review_card", schema=None) as batch_op:
        batch_op.drop_index("ix_review_card_due_at")

    op.drop_table("review_card")
    with op.batch_alter_table("review_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_review_answer_user_id")

    op.drop_table("review_answer")
    with op.batch_alter_table("rejudging", schema=None) as batch_op:
        batch_op.drop_index("ix_rejudging_course_id")

    op.drop_table("rejudging")
    with op.batch_alter_table("honesty_flag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_honesty_flag_raised_at"))

    op.drop_table("honesty_flag")
    op.drop_table("check_try")
    with op.batch_alter_table("allowance", schema=None) as batch_op:
        batch_op.drop_index("ix_allowance_user_id")

    op.drop_table("allowance")
    op.drop_table("active_item")

    # The release before knows one round, and no withdrawing: what it would count wrongly goes.
    op.execute("DELETE FROM lesson_record WHERE round > 1")
    op.execute("DELETE FROM completion WHERE withdrawn_at IS NOT NULL")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_column("hints_opened")
        batch_op.drop_column("flagged")
        batch_op.drop_column("version")

    with op.batch_alter_table("question_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_revision_answer_key"))
        batch_op.drop_column("answer_key")

    with op.batch_alter_table("lesson_record", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_lesson_record_user_id_course_id_lesson_id_round"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_lesson_record_user_id_course_id_lesson_id"), ["user_id", "course_id", "lesson_id"]
        )
        batch_op.drop_column("valid_until")
        batch_op.drop_column("round")

    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_column("whole")

    with op.batch_alter_table("completion", schema=None) as batch_op:
        batch_op.drop_column("withdrawn_at")
        batch_op.drop_column("valid_from")

    with op.batch_alter_table("check_answer", schema=None) as batch_op:
        batch_op.drop_column("hints_opened")

    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_column("content_revision")
