"""what the group wants its key figures to be

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kpi", sa.String(), nullable=False),
        sa.Column("amount", sa.Numeric(9, 4), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_report_target_amount")),
        sa.ForeignKeyConstraint(["set_by_id"], ["user.id"], name=op.f("fk_report_target_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_target")),
    )
    with op.batch_alter_table("report_target", schema=None) as batch_op:
        batch_op.create_index("ix_report_target_year", ["year", "kpi"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_target_set_by_id"), ["set_by_id"], unique=False)


def downgrade() -> None:
    op.drop_table("report_target")
