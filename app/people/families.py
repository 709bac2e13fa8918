"""Names of families of positions.

A family is what HR types at a position, in whatever words the house uses, and reads so. Only the roles of the training plan, which
HR may type as their short codes, have names in both languages here.
"""

from flask_babel import gettext as _


def family_name(family: str) -> str:
    """In the reader's language, with the code behind it; what is no role of the training plan reads as it was typed."""
    names = {
        "NEW": _("New staff and staff functions"),
        "OPR": _("E-commerce operation"),
        "WHS": _("Warehousing"),
        "CUS": _("Customs and compliance"),
        "FIN": _("Finance"),
        "MFG": _("Manufacturing and R&D"),
        "MGR": _("Management"),
    }
    name = names.get(family)
    return _("%(name)s (%(code)s)", name=name, code=family) if name else family
