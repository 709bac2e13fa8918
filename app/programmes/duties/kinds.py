"""What can happen to a duty: the kinds of `AssignmentChange`."""

from enum import StrEnum


class ChangeKind(StrEnum):
    ASSIGN = "assign"  # `until`: the day that the source of the duty asks for
    MOVE = "move"  # a source asks for a later day (`until`)
    MIGRATE = "migrate"  # to another version of the programme
    ARCHIVE = "archive"  # no rule wants it any longer
    LEAVE = "leave"  # days of leave moved the due date
    EXIT = "exit"  # the employment ended; `until`: the first day after it
    RETURN = "return"  # somebody came back; or it did not end after all, `until`: when it was said to have ended
    EXTEND = "extend"  # `until`: the new due date
    WAIVE = "waive"
    WITHDRAW = "withdraw"
    PAUSE = "pause"  # `until`: the first day after it
    REINSTATE = "reinstate"
    AGAIN = "again"  # a person asks for a further round, which this begins; `until`: the day it is due


CHANGES = (ChangeKind.EXTEND, ChangeKind.WAIVE, ChangeKind.WITHDRAW, ChangeKind.PAUSE, ChangeKind.REINSTATE)
"""What a person may decide about a duty as it stands."""
ACTS = (*CHANGES, ChangeKind.AGAIN)
"""All that a person may decide about a duty: also that what it asks is to be learnt again."""
