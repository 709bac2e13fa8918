"""Why a whole file is refused, in words."""

from flask_babel import gettext as _


def refusal(code: str, detail: str) -> str:
    """What is wrong with a file and what to do; `detail` names the place."""
    words = {
        "empty": _("The file is empty."),
        "damaged": _("The file is damaged, or it is not a table. Open it in a spreadsheet program and save it again."),
        "too-costly": _("Reading this file takes more time or memory than a list of people may need."),
        "too-many-entries": _(
            "The archive holds too many files, from “%(detail)s” on. Save the table again.", detail=detail
        ),
        "bad-name": _("The archive holds a file with a name that is not allowed: %(detail)s.", detail=detail),
        "bomb": _("The file grows too large when it is unpacked: “%(detail)s”.", detail=detail),
        "dtd": _("“%(detail)s” in the file holds definitions that a table does not need (DTD).", detail=detail),
        "macro": _("The file holds macros. Save it without them, as .xlsx or .ods."),
        "wrong-kind": _("This is not a table (%(detail)s). Use xlsx, xls, ods or csv.", detail=detail),
        "not-text": _("This is not a table: use xlsx, xls, ods, or csv in UTF-8 or GB18030."),
        "password": _("The file is protected by a password. Save it without one."),
        "too-many-rows": _("The sheet has %(detail)s rows; 50 000 are the most.", detail=detail),
        "too-many-columns": _("The sheet has %(detail)s columns; 60 are the most.", detail=detail),
        "no-rows": _("There are headers, but no rows below them."),
        "missing-columns": _("These columns are missing: %(detail)s.", detail=detail),
        "column-twice": _("Two columns say the same: %(detail)s. Delete one of them.", detail=detail),
    }
    if code == "no-header":
        if detail:
            return _(
                "No sheet has the headers we look for in its first ten rows (%(detail)s). Start from the template.",
                detail=detail,
            )
        return _("No sheet has the headers we look for in its first ten rows. Start from the template.")
    return words.get(code, words["damaged"])
