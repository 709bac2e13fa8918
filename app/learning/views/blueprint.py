"""The blueprint that the learner's pages share."""

from flask import Blueprint

bp = Blueprint("learning", __name__)
