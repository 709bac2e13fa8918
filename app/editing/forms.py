"""What is sent from the desk."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField
from wtforms.validators import AnyOf, InputRequired, Length, Optional


class FixForm(FlaskForm):
    """One complaint about a file, or with an empty code all that can be put right in it."""

    path = HiddenField(validators=[InputRequired(), Length(max=1000)])
    seen = HiddenField(validators=[Length(max=64)])  # what the file was when the button was shown
    code = HiddenField(validators=[Length(max=4)])
    line = IntegerField(validators=[Optional()])
    column = IntegerField(validators=[Optional()])


class RenameForm(FlaskForm):
    """The answer to “Is this the same lesson?”."""

    course_id = HiddenField(validators=[InputRequired(), Length(max=64)])
    old_id = HiddenField(validators=[InputRequired(), Length(max=64)])
    new_id = HiddenField(validators=[InputRequired(), Length(max=64)])
    answer = HiddenField(validators=[InputRequired(), AnyOf(["yes", "no"])])
