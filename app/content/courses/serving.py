"""From a course that is settled to the one that is served, and the note of what it consists of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from ..diagnostics import Report
from ..model import Asset, Competency, Course, Module, Pool, Rename
from ..parsing.given import Competence
from ..parsing.values import Values
from ..publishing.store import Pointer
from . import glossary, keeping, reaching, renames
from .assembling import Assembly
from .building import CourseBuild
from .identities import by_standing
from .keeping import Kept, KeptLesson, KeptModule, KeptPage
from .modules import ModuleBuild
from .ordering import arrange
from .sheets import FileGroup


def serve(build: CourseBuild) -> Course | None:
    """The course as it is in service; None when its course.yaml never was good."""
    if build.config.values is None:
        return None
    folder, given = build.folder.path, build.values
    good = {path: file for path, file in build.folder.assets.items() if path not in build.no_captions}
    files = build.kept.files(folder, build.library) | good
    terms = [glossary.known(glossary.among(groups)) for groups in (build.spare, build.texts)]
    includes = reaching.includes(build, [*build.groups, *build.spare], files, terms[0] | terms[1], fresh=False)
    assembly = Assembly(given, includes)
    assembly.glossary(glossary.among([*build.texts, *build.spare]))
    each_language = _Texts(build.languages)
    title = each_language.of(given.get("title"))
    hidden = Report("")  # whatever is wrong with the order has been said
    ordered = arrange(build.modules, lambda module: (module.id, module.name), given, "modules", hidden)
    made = [_module(build, module, assembly, each_language) for module in ordered]
    shown = {pool.id for module in made if module for lesson in module.lessons for pool in lesson.pools}
    pools = {pool.id: assembly.pool(pool) for pool in _pools(build, assembly.pools)}
    pools |= _pools_of_drafts(build, assembly, assembly.pools - shown)
    landing = next((group for group in build.texts if group.role == "landing" and group.folder == folder), None)
    competencies: dict[str, Competence] = given.get("competencies", {})
    course = Course(
        id=build.id,
        folder=folder,
        title=title,
        languages=build.languages,
        modules=tuple(module for module in made if module is not None),
        summary=each_language.of(given.get("summary")),
        status=given.get("status", "published"),
        edition=given.get("edition", 1),
        competencies={
            each.name: Competency(each.name, each_language.of(each.title), each.levels)
            for each in competencies.values()
        },
        requires=tuple(need.text for need in given.get("requires", ())),
        owners=given.get("owners", ()),
        tags=given.get("tags", ()),
        license=given.get("license", ""),
        aliases=tuple(alias.text for alias in given.get("aliases", ())),
        certificate=given.get("certificate"),
        credit_hours=given.get("credit_hours"),
        subject=given.get("subject"),
        pools=pools,
        glossary=dict(assembly.terms),
        landing=assembly.landing(landing, title),
    )
    build.shown = assembly.uses
    inside = {path.removeprefix(folder + "/"): file for path, file in files.items()}
    listed: Iterable[tuple[str, Asset | None]] = (
        (path, build.library.asset(inside[path])) for path in sorted(assembly.uses.files)
    )
    return replace(course, assets={path: asset for path, asset in listed if asset is not None})


def _pools_of_drafts(build: CourseBuild, assembly: Assembly, drawn: Set[str]) -> dict[str, Pool]:
    """Pools in quizzes that are not offered themselves, while another quiz draws from them."""
    quizzes = [lesson for lesson in build.lessons if lesson.source.page is not None]
    return {
        pool.id: assembly.pool_in(quiz, pool)
        for quiz in quizzes
        for pool in (quiz.source.page.pools if quiz.source.page else ())
        if pool.id and pool.id in drawn
    }


def _pools(build: CourseBuild, drawn: Set[str]) -> list[FileGroup]:
    """The pools in service: those of the folder, and those that are gone and still drawn from."""
    here = [pool for pool in build.pools if pool.source.page is not None and pool.status != "draft"]
    gone = [pool for pool in build.spare if pool.role == "pool" and not drawn.isdisjoint({pool.id, *pool.aliases})]
    return list(reversed(by_standing([*here, *gone])))


def _module(build: CourseBuild, module: ModuleBuild, assembly: Assembly, texts: _Texts) -> Module | None:
    given = module.values
    if given.get("status", "published") != "published":
        return None
    in_order = module.ordered(module.lessons, Report(""))
    title = texts.of(given.get("title", {"": module.name}))
    return Module(
        id=module.id,
        course_id=build.id,
        title=title,
        summary=texts.of(given.get("summary")),
        lessons=tuple(
            assembly.lesson(lesson, module.id, given)
            for lesson in in_order
            if lesson.source.page is not None and lesson.status == "published"
        ),
        aliases=module.aliases,
        landing=assembly.landing(module.landing, title),
        coming=tuple(_name(lesson) for lesson in in_order if _is_coming(lesson, given)),
    )


def _is_coming(lesson: FileGroup, module: Values) -> bool:
    """Whether learners are told of it: it never was good, and a list or another language of it mentions it."""
    if lesson.source.page is not None or lesson.source.current.values.get("status", "published") != "published":
        return False
    listed = {entry.text for entry in module.get("lessons", ())}
    return not listed.isdisjoint({lesson.id, lesson.name}) or bool(lesson.pages)


def _name(lesson: FileGroup) -> str:
    titles = (page.title for page in [lesson.source.current, *lesson.pages.values()])
    return next((title for title in titles if title), lesson.id)


class _Texts:
    """Texts that are given once for all languages, or for each."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self.languages = languages

    def of(self, texts: Mapping[str, str] | None) -> dict[str, str]:
        """The text under each language; the source language first."""
        if not texts:
            return {}
        if "" in texts:
            return dict.fromkeys(self.languages, texts[""])
        known = [lang for lang in self.languages if lang in texts]
        return {lang: texts[lang] for lang in [*known, *(lang for lang in texts if lang not in known)]}


def keep(build: CourseBuild, course: Course | None) -> tuple[Rename, ...]:
    """Every newest version in service becomes the last good one of its file. Gives ids that may have been changed."""
    if course is None:
        return ()
    for group in build.groups:
        has_id = group.role in {"page", "pool"}
        for sheet in group.sheets if group.source.page is not None or not has_id else ():
            if sheet.is_current:
                build.library.keep(sheet.file, Pointer(sheet.sha, group.id if has_id else ""), sheet.identity)
    for config in build.configs:
        if config.is_current:
            build.library.keep(config.file, Pointer(config.sha, config.id), config.identity)
    served = {group.id: group for group in [*build.lessons, *build.pools] if group.source.page is not None}
    known = {name for group in [*build.lessons, *build.pools] for name in (group.id, *group.aliases)}
    lost = renames.gone(build.kept, served, known)
    lessons = {lesson.id: lesson for lesson in build.lessons if lesson.id in served}
    suspected = renames.suspect(build.id, build.kept, lost, lessons, build.library)
    pictures = keeping.pictures(course.assets)
    kept = Kept(
        tuple(_kept(module) for module in build.modules),
        pictures,
        tuple(page for group in _others(build, course) for page in _pages(group)),
        lost,
        suspected,
        keeping.earlier(build.kept, pictures),
    )
    keeping.save(build.id, kept, course.assets.values(), build.library)
    return suspected


def _others(build: CourseBuild, course: Course) -> list[FileGroup]:
    """The texts in service beside the lessons: those of the folder, and those that are gone and still needed."""
    needed = [
        group
        for group in build.spare
        if (group.role == "pool" and group.id in course.pools)
        or (group.role == "piece" and group.path in build.shown.texts)
        or (group.role == "glossary" and glossary.among(build.texts) is None)
    ]
    return [*build.pools, *build.texts, *needed]


def _kept(module: ModuleBuild) -> KeptModule:
    lessons = (_kept_lesson(lesson) for lesson in module.lessons if lesson.source.page is not None)
    config = module.config.served_sha if module.config else ""
    return KeptModule(module.id, module.folder.path, config, tuple(lessons))


def _kept_lesson(lesson: FileGroup) -> KeptLesson:
    return KeptLesson(lesson.id, lesson.name, _pages(lesson))


def _pages(group: FileGroup) -> tuple[KeptPage, ...]:
    return tuple(KeptPage(sheet.path, sheet.lang, sheet.served_sha) for sheet in group.sheets if sheet.page)
