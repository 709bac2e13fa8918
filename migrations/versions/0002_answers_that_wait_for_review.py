"""answers that wait for review, and which set of numbers was asked

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SHARE = sa.Numeric(precision=9, scale=4, asdecimal=False)


def upgrade() -> None:
    with op.batch_alter_table("check_answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("try_number", sa.Integer(), server_default="1", nullable=False))
        batch_op.alter_column("fraction", existing_type=SHARE, nullable=True)


def downgrade() -> None:
    # The release before knows no waiting: what was not reviewed yet has no points there.
    op.execute("UPDATE check_answer SET fraction = 0 WHERE fraction IS NULL")
    op.execute(
        "UPDATE attempt SET points = 0, score_ratio = 0, passed = false"
        " WHERE submitted_at IS NOT NULL AND passed IS NULL"
    )
    with op.batch_alter_table("check_answer", schema=None) as batch_op:
        batch_op.alter_column("fraction", existing_type=SHARE, nullable=False)
        batch_op.drop_column("try_number")
