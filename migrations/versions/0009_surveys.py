"""surveys at the end of courses and sessions

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UNORDERED = {"sqlite_with_rowid": False}  # rows lie in the order of their keys, not in that of their coming


def upgrade() -> None:
    op.create_table(
        "survey_call",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("cohort", sa.Date(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_survey_call_department_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_survey_call_user_id")),
        sa.PrimaryKeyConstraint("user_id", "kind", "subject_id", "occasion", name=op.f("pk_survey_call")),
        **UNORDERED,
    )
    op.create_index("ix_survey_call_subject", "survey_call", ["kind", "subject_id", "cohort"])
    op.create_index(op.f("ix_survey_call_department_id"), "survey_call", ["department_id"])
    op.create_table(
        "survey_tally",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cohort", sa.Date(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_survey_tally_score")),
        sa.CheckConstraint("count >= 0", name=op.f("ck_survey_tally_count")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_survey_tally_department_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_survey_tally")),
        **UNORDERED,
    )
    op.create_index("ix_survey_tally_subject", "survey_tally", ["kind", "subject_id", "cohort"])
    op.create_index(op.f("ix_survey_tally_department_id"), "survey_tally", ["department_id"])
    op.create_table(
        "survey_comment",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cohort", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_survey_comment")),
        **UNORDERED,
    )
    op.create_index("ix_survey_comment_subject", "survey_comment", ["kind", "subject_id", "cohort"])


def downgrade() -> None:
    op.drop_table("survey_comment")
    op.drop_table("survey_tally")
    op.drop_table("survey_call")
