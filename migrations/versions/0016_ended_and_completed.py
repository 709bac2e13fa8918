"""who left and what was completed in a period, for reports that count them

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_assignment_exit_on": ("assignment", ["exit_on"], sa.text("exit_on IS NOT NULL")),
    "ix_completion_completed_on": (
        "completion",
        ["completed_on", "course_id", "user_id"],
        sa.text("withdrawn_at IS NULL"),
    ),
}


def upgrade() -> None:
    for name, (table, columns, which) in INDEXES.items():
        op.create_index(op.f(name), table, columns, sqlite_where=which, postgresql_where=which)


def downgrade() -> None:
    for name, (table, _columns, _which) in INDEXES.items():
        op.drop_index(op.f(name), table_name=table)
