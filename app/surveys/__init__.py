"""What learners say at the end of a course or session, and never who said it."""

from flask import Flask

from . import own_data
from .views import init_app as serve

OWN_DATA = own_data


def init_app(app: Flask) -> None:
    serve(app)
