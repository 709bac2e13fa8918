"""Questions from other programs and for them (content-format §16): one module a format, and one neutral form between."""

from .. import messages
from .phrases import PHRASES

messages.PHRASES.update(PHRASES)  # what is put into messages here is translated like what the checks put there
