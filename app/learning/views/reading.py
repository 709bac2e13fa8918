"""Reading one answer from a form of ours, where it is asked by itself: inside a lesson, in review."""

from flask import request

from app.errors import Invalid
from app.questions.model import Answer, Question

from ..answering import as_typed, field_name, read_answer, refuse_unusable
from ..drawing import order_of
from .responses import refuse_broken_text


def read_sent(drawn: Question, seed: str) -> tuple[Answer, str]:
    """The answer in the form, and why it cannot be taken: then it is as it was typed. Nothing is cut, nothing guessed."""
    order, values = order_of(drawn, seed), request.form.getlist(field_name(drawn.id))
    try:
        refuse_broken_text()
        refuse_unusable(drawn, order, seed, values)
    except Invalid as refusal:
        return as_typed(drawn, values), refusal.message
    return read_answer(drawn, order, seed, values), ""
