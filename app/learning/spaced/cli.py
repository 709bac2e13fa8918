"""`flask review`: the cards of spaced review, computed anew."""

import click
from flask.cli import AppGroup
from sqlalchemy import select, union

from app.db import db, writing

from ..models import Attempt, CheckAnswer
from .cards import rebuild
from .models import ReviewAnswer, ReviewCard

review = AppGroup("review", help="Spaced review.")


@review.command("rebuild")
def rebuild_cards() -> None:
    """Compute every card anew from the answers given. Pauses stay; people may go on meanwhile."""
    learner_ids = list_learners()
    count = 0
    with click.progressbar(learner_ids, label="People") as people:
        for learner_id in people:
            with writing():
                count += rebuild(learner_id)
    click.echo(f"{count} cards of {len(learner_ids)} people")


def list_learners() -> list[int]:
    """Everybody who has answered anything, or has a card."""
    tables = (CheckAnswer, Attempt, ReviewAnswer, ReviewCard)
    return sorted(db.session.scalars(union(*(select(table.user_id) for table in tables))))
