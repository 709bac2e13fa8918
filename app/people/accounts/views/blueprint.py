"""The blueprint of the pages beside it."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
