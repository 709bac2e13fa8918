"""What was complained about, beside what a case expects."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.content.model import Diagnostic

from .cases import Case, holds

BESIDE_OTHERS = {
    "C102", "C121", "C122", "C123", "C124", "C125", "C126",
    "C301", "C302", "C303", "C304", "C305", "C306", "C309", "C310", "C311", "C314", "C315", "C321", "C322",
    "C332", "C333", "C334",
    "C401", "C402", "C403", "C405", "C406", "C407",
    "C501", "C502", "C503", "C504", "C505", "C510", "C511", "C512", "C513", "C515",
}  # fmt: skip
"""What is said of a file beside the other files of its course, and not of a file by itself."""


def check(case: Case, found: Iterable[Diagnostic], place: Callable[[Diagnostic], str]) -> None:
    """`place` writes a complaint as the case does."""
    listed = list(found)
    expected = case.expected
    graver = [each for each in listed if each.severity != "info"]
    if "diags" in expected:
        assert sorted(map(place, graver)) == sorted(expected["diags"])
    if "codes" in expected:
        assert sorted(each.code for each in graver) == sorted(expected["codes"])
    if "infos" in expected:
        assert sorted(place(each) for each in listed if each.severity == "info") == sorted(expected["infos"])
    by_place = {place(each): each for each in listed}
    args = {where: {name: str(value) for name, value in each.args.items()} for where, each in by_place.items()}
    wanted = {
        where: {name: str(value) for name, value in each.items()} for where, each in expected.get("args", {}).items()
    }
    assert holds(args, wanted, "args") == []
    severities = {where: each.severity[0].upper() for where, each in by_place.items()}
    assert holds(severities, expected.get("severity", {}), "severity") == []


def by_itself(case: Case, found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Without what can only be said beside other files, unless the case names it."""
    named = " ".join(str(case.expected.get(name, "")) for name in ("diags", "codes", "infos", "args", "severity"))
    return [each for each in found if each.code not in BESIDE_OTHERS or each.code in named]
