"""few of many: who has further rounds or passes that run out, for the results of exams

Revision: 0014, after 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FEW = {
    "ix_enrolment_further": ("enrolment", sa.text("round > 1")),
    "ix_lesson_record_runs_out": ("lesson_record", sa.text("valid_until IS NOT NULL")),
}


def upgrade() -> None:
    for name, (table, which) in FEW.items():
        op.create_index(op.f(name), table, ["user_id"], sqlite_where=which, postgresql_where=which)


def downgrade() -> None:
    for name, (table, _which) in FEW.items():
        op.drop_index(op.f(name), table_name=table)
