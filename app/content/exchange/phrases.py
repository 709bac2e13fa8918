"""Words that imports and exports of questions put into messages (see messages.PHRASES)."""


def N_(message: str) -> str:  # the usual name: extraction knows it
    """Marks a message for extraction; it is translated when it is shown."""
    return message


NOT_TEXT = N_("its bytes are no text")
TOO_LARGE = N_("it is too large")
NO_QUESTIONS = N_("there are no questions in it")
NO_HEADER = N_("its first row must name the columns, a question and an answer among them")
NOT_A_SHEET = N_("it is no Excel file")
NO_PACKAGE = N_("it is no zip file")
NOT_XML = N_("it is no XML, or XML with entities of its own")
NO_SUCH_ROOT = N_("it holds something else")
NO_ANSWER = N_("there is no answer")
NO_QUESTION = N_("there is no question")
NO_SUCH_TYPE = N_("the type is not known")
NO_SUCH_OPTION = N_("the answer names an option that is not there")
LOOKS_LIKE_DATE = N_("the answer looks like a date; the spreadsheet may have changed it. Format the cell as text")
NO_PAIR = N_("a match needs pairs such as “left = right”, joined by “；”")
BAD_POINTS = N_("the points must be a number from 0 to 100")
BAD_DIFFICULTY = N_("the difficulty must be easy, medium or hard")
TOO_MANY_ROWS = N_("there are too many rows")

PICTURES = N_("A picture")
WEIGHTS = N_("A weight")
FEEDBACK = N_("Feedback")
HINTS = N_("A hint")
DESCRIPTION = N_("A text that asks nothing")
CODE = N_("Code that would be run")
UPLOAD = N_("A file to hand in")
UNIT = N_("A unit")
PIN = N_("The fixed place of an option")
"""What may have no counterpart elsewhere."""

PHRASES = frozenset(value for name, value in list(globals().items()) if name.isupper() and isinstance(value, str))
