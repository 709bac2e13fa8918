"""where people stand, worked out ahead of the reports

Revision: 0012, after 0011

Triggers name whom it may no longer hold for. What was worked out is nothing but a copy: it goes with the tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OF_DUTY = "SELECT user_id FROM assignment WHERE id = {row}.assignment_id"
AGAIN = "EXISTS (SELECT 1 FROM assignment WHERE user_id = NEW.user_id AND round > 1)"
FIRST = (
    "NOT EXISTS (SELECT 1 FROM lesson_record AS other WHERE other.user_id = NEW.user_id AND other.course_id = NEW.course_id"
    " AND other.id <> NEW.id AND other.first_opened_at <= NEW.first_opened_at)"
)
MOVED = (
    "NEW.user_id <> OLD.user_id OR NEW.course_id <> OLD.course_id OR NEW.first_opened_at <> OLD.first_opened_at"
    f" OR (NEW.last_opened_at <> OLD.last_opened_at AND {AGAIN})"
)
# table: who is concerned, and of inserts and updates, when
WATCHED = {
    "assignment": ("SELECT {row}.user_id", {}),
    "assignment_change": (OF_DUTY, {}),
    "assignment_pause": (OF_DUTY, {}),
    "absence": ("SELECT {row}.user_id", {}),
    "completion": ("SELECT {row}.user_id", {}),
    "lesson_record": ("SELECT {row}.user_id", {"INSERT": f"{FIRST} OR {AGAIN}", "UPDATE": MOVED}),
    "course_edition": ("SELECT DISTINCT user_id FROM completion WHERE course_id = {row}.course_id", {}),
}
VERBS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def upgrade() -> None:
    op.create_table(
        "standing_build",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_build")),
    )
    op.create_table(
        "standing_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_mark")),
    )
    op.create_index(op.f("ix_standing_mark_person_id"), "standing_mark", ["person_id"])
    op.create_table(
        "standing_since",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_standing_since")),
    )
    op.create_table(
        "duty_standing",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("assignment_id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("programme_id", "version_id", "round")),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("assigned_on", "start_on", "original_due_on", "due_on")
        ),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("withdrawn_on", "waived_on", "exit_on")),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("begun_on", "completed_on", "changed_on")),
        sa.Column("may_pause", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "assignment_id", name=op.f("pk_duty_standing")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "course_standing",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("assigned_on", "start_on", "due_on")),
        *(
            sa.Column(name, sa.Integer(), nullable=True)
            for name in ("withdrawn_on", "waived_on", "exit_on", "followed_on")
        ),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("done_on", "first_on", "begun_on", "changed_on")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("may_pause", "alone")),
        sa.PrimaryKeyConstraint("person_id", "course_id", "assignment_id", name=op.f("pk_course_standing")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "standing_line",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("catalogue", sa.String(), nullable=False),
        sa.Column("letters", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_standing_line")),
        sqlite_with_rowid=False,
    )
    for table, (who, conditions) in WATCHED.items():
        _watch(table, who, conditions)


def _watch(table: str, who: str, conditions: dict[str, str]) -> None:
    """Every change of a row marks whom it concerns."""
    for verb, rows in VERBS.items():
        marks = [f"INSERT INTO standing_mark (person_id) {who.format(row=row)}" for row in rows]
        marks, name, when = list(dict.fromkeys(marks)), f"{table}_marks_{verb.lower()}", conditions.get(verb)
        when = f" WHEN ({when})" if when else ""
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"CREATE TRIGGER {name} AFTER {verb} ON {table}{when} BEGIN {'; '.join(marks)}; END")
            continue
        # A condition of a trigger holds no statement on PostgreSQL: it stands inside.
        guard = f"IF NOT ({conditions[verb]}) THEN RETURN NULL; END IF; " if verb in conditions else ""
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {guard}{'; '.join(marks)}; RETURN NULL; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} AFTER {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    for table in WATCHED:
        for verb in VERBS:
            name = f"{table}_marks_{verb.lower()}"
            if op.get_bind().dialect.name == "sqlite":
                op.execute(f"DROP TRIGGER {name}")
            else:
                op.execute(f"DROP TRIGGER {name} ON {table}")
                op.execute(f"DROP FUNCTION {name}()")
    for table in (
        "standing_line",
        "course_standing",
        "duty_standing",
        "standing_since",
        "standing_mark",
        "standing_build",
    ):
        op.drop_table(table)
