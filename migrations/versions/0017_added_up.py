"""how surveys are added up: everything that reports read of them lies in the index

Revision: 0017, after 0016
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BEFORE = ["kind", "subject_id", "cohort"]
INDEXES = {
    "ix_survey_call_subject": ("survey_call", ["department_id", "answered"]),
    "ix_survey_tally_subject": ("survey_tally", ["version", "department_id", "score", "count"]),
}


def upgrade() -> None:
    for name, (table, columns) in INDEXES.items():
        op.drop_index(op.f(name), table_name=table)
        op.create_index(op.f(name), table, [*BEFORE, *columns])


def downgrade() -> None:
    for name, (table, _columns) in INDEXES.items():
        op.drop_index(op.f(name), table_name=table)
        op.create_index(op.f(name), table, BEFORE)
