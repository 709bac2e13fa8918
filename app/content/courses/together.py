"""What the courses of a content folder are to each other: who keeps an id, and which wait for which (§4.3, §7.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..diagnostics import Report, has_error, strictly
from ..parsing.given import Named
from ..publishing.library import Library
from . import requirements
from .building import CourseBuild
from .requirements import Complain, Node, Step


def settle(builds: Sequence[CourseBuild], library: Library) -> None:
    """Complaints about course.yaml files beside each other; those at fault go back to their last good version."""
    owners = _settle_ids(builds, library)
    formers = {alias.text: build for build in builds for alias in _aliases(build)}
    reports = {id(build): Report(build.config.file.path) for build in builds}
    steps: dict[Node, list[Step]] = {}
    for build in builds:
        report = reports[id(build)]
        for alias in _aliases(build):
            other = owners.get(alias.text, formers[alias.text])
            if other is not build:
                report.add("C102", alias.line, alias.column, id=alias.text, other=other.config.file.path)
        steps[("course", build.id)] = list(_steps(build, owners, formers, report.note))
    requirements.check_circles(steps)
    for build in builds:
        found = reports[id(build)].found
        if build.config.is_current:
            build.found += found
            if has_error(strictly(found, build.strict)):
                build.config.fall_back(library, "course")


def _steps(
    build: CourseBuild, owners: Mapping[str, CourseBuild], formers: Mapping[str, CourseBuild], complain: Complain
) -> list[Step]:
    """The courses that a course waits for; others that it names are complained about."""
    found: list[Step] = []
    needs: tuple[Named, ...] = build.values.get("requires", ())
    for need in needs:
        kind, _colon, name = need.text.partition(":")
        other = owners.get(name) or formers.get(name)
        if kind != "course" or other is None:
            complain("C124", need.line, need.column, {"name": need.text})
        else:
            found.append(Step(("course", other.id), (need, complain)))
    return found


def _settle_ids(builds: Sequence[CourseBuild], library: Library) -> dict[str, CourseBuild]:
    """The course that is served under an id keeps it; of two new ones, the first by folder name."""
    taken: dict[str, CourseBuild] = {}
    for build in sorted(builds, key=lambda build: _standing(build, library)):
        if build.id in taken and build.config.missing:
            build.config.drop()
        elif build.id in taken:
            report = Report(build.config.file.path)
            other = taken[build.id].config.file.path
            report.add("C102", *build.values.place("id"), id=build.id, other=other)
            build.found += report.found
            build.config.fall_back(library, "course")
            if build.id in taken:
                build.config.drop()
        if build.id:
            taken[build.id] = build
    return taken


def _standing(build: CourseBuild, library: Library) -> tuple[bool, int]:
    return build.config.missing, library.standing(build.config.file.path, f"id:{build.id}", build.id)


def _aliases(build: CourseBuild) -> tuple[Named, ...]:
    found: tuple[Named, ...] = build.values.get("aliases", ())
    return found
