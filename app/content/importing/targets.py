"""What an address in a foreign page means: a page of the course, a file, the world outside, or nothing."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from app.content.assets import kinds as assets

from .folders import FIRST
from .material import Material
from .naming import Unique, asset_name, short_hash
from .outline import join
from .placing import Lesson, Plan
from .sources import is_page, stem

SCHEME = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9+.-]*):")
OUTSIDE = {"http", "https", "mailto", "tel"}
ENDINGS = (".html", ".htm", ".md", ".mdx", ".markdown", ".ipynb", ".qmd", ".Rmd", ".rst")
OWN = re.compile(
    r"https?://(?:raw\.githubusercontent\.com/(?P<a>[\w.-]+/[\w.-]+)/(?:refs/heads/)?[\w.-]+/"
    r"|(?:www\.)?(?:github|gitee|gitlab)\.com/(?P<b>[\w.-]+/[\w.-]+)/(?:-/)?(?:blob|raw|tree)/[\w.-]+/"
    r"|(?:cdn|fastly|gcore)\.jsdelivr\.net/gh/(?P<c>[\w.-]+/[\w.-]+?)(?:@[\w.-]+)?/)(?P<path>[^\s]+)"
)
"""Where the files of a repository are shown."""
HIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0]")

Kind = Literal["page", "here", "file", "outside", "repository", "nothing", "forbidden"]


@dataclass(frozen=True, slots=True)
class Target:
    """`address`: the path in the course without ending, or where it leads outside. `anchor`: a heading, as written."""

    kind: Kind
    address: str = ""
    anchor: str = ""
    lesson: Lesson | None = None


class Targets:
    """Everything that links of one import can reach. Files that are reached are put on the plan."""

    def __init__(self, plan: Plan, material: Material, repository: str) -> None:
        self.plan = plan
        self.material = material
        self.repository = repository
        self.lessons: dict[str, Lesson] = {}
        self.names: dict[str, Lesson] = {}
        self.asset_names: dict[str, Unique] = {}
        for lesson in plan.lessons():
            for path in lesson.pages.values():
                self._know(path, lesson)
        self.loose = {key.lower(): lesson for key, lesson in reversed(self.lessons.items())}
        self.files = {path.lower(): path for path in material.sources.files}
        self.shown_folders = self._folders()

    def _know(self, path: str, lesson: Lesson) -> None:
        folder, name = posixpath.dirname(path), stem(path)
        self.lessons.setdefault(posixpath.join(folder, name), lesson)
        if name.lower() in FIRST:
            self.lessons.setdefault(folder, lesson)
        self.names.setdefault(name.lower(), lesson)
        for field in ("permalink", "slug", "url", "id"):
            if address := self.material.front(path).text([field]).strip("/"):
                self.lessons.setdefault(join("", re.sub(r"\.html?$", "", address)) or address, lesson)
                if field in {"slug", "id"} and "/" not in address:
                    self.lessons.setdefault(join(folder, address), lesson)

    def _folders(self) -> dict[str, Lesson]:
        """The first lesson of each folder, for links to the folder."""
        found: dict[str, Lesson] = {}
        for lesson in self.plan.lessons():
            folder = posixpath.dirname(lesson.pages.get(self.plan.lang, ""))
            while folder:
                found.setdefault(folder.lower(), lesson)
                folder = posixpath.dirname(folder)
        return found

    def find(self, target: str, page: str, module: str, *, picture: bool = False) -> Target:
        """What a target in a page means. `module`: the folder of the course in which files of this page are put."""
        target = target.strip().replace("\\", "/")
        if target.startswith("//"):
            target = f"https:{target}"
        target = self._own(target)
        scheme = SCHEME.match(HIDDEN.sub("", target))
        if scheme and len(scheme["name"]) > 1:
            return Target("outside" if scheme["name"].lower() in OUTSIDE else "forbidden", target)
        path, _hash, anchor = target.partition("#")
        path = unquote(path.partition("?")[0])
        anchor = unquote(anchor)
        if not path:
            return Target("here", anchor=anchor) if anchor else Target("nothing")
        for candidate in self._candidates(path, page):
            if found := self._look_up(candidate, anchor, module, picture=picture):
                return found
        return Target("nothing", path)

    def _own(self, target: str) -> str:
        """The path from the top for an address at which this very folder is published, when the file is here."""
        found = OWN.match(target)
        if found is None:
            return target
        path, _hash, anchor = found["path"].partition("#")
        path = unquote(path.partition("?")[0])
        known = self.repository.lower().rpartition("://")[2].partition("/")[2]
        same = known == (found["a"] or found["b"] or found["c"]).lower() if known else path.count("/") > 0
        here = path in self.material.sources.files or path.lower() in self.files
        return f"/{path}#{anchor}".rstrip("#") if same and here else target

    def _candidates(self, path: str, page: str) -> list[str]:
        """Paths from the top that a target may stand for, the likeliest first."""
        path = re.sub(r"^(?:@site|@|~)/", "/", path)
        folder = posixpath.dirname(page)
        root = self.plan.outline.root
        if path.startswith("/"):
            bare = path.strip("/")
            steps = bare.split("/")
            shorter = ["/".join(steps[count:]) for count in (1, 2) if len(steps) > count]
            places = [
                join(base, each) for each in (bare, *shorter) for base in dict.fromkeys((root, "", "static", "public"))
            ]
            return [each for each in places if each] or [root]
        bare = path.rstrip("/") or "."
        own = posixpath.join(folder, stem(page))
        found = [join(folder, bare), join(own, bare), join(root, bare), join("", bare)]
        if bare in {".", ".."} or set(bare) <= {".", "/"}:
            found.insert(0, posixpath.normpath(posixpath.join(folder, bare)).replace("..", ""))
        return [each for each in dict.fromkeys(found) if each]

    def _look_up(self, path: str, anchor: str, module: str, *, picture: bool) -> Target | None:
        key = next((path[: -len(end)] for end in ENDINGS if path.lower().endswith(end.lower())), path)
        lesson = self.lessons.get(key) or self.loose.get(key.lower())
        if lesson and not picture:
            return Target("page", lesson.path, anchor, lesson)
        file = path if path in self.material.sources.files else self.files.get(path.lower())
        if file is None:
            lesson = self.shown_folders.get(path.lower())
            return Target("page", lesson.path, "", lesson) if lesson and not picture else None
        if is_page(file):
            return Target("repository", f"{self.repository}/blob/HEAD/{file}") if self.repository else None
        size = self.material.sources.files[file].size
        plays = assets.kind(file) in {assets.SOUND, assets.FILM}
        if assets.is_served(file, size, picture=picture and not plays):
            return Target("file", self._asset(file, module))
        self.material.findings.add(file, 0, "unserved", file.rpartition("/")[2])
        return (
            Target("repository", f"{self.repository}/blob/HEAD/{file}") if self.repository else Target("nothing", file)
        )

    def _asset(self, file: str, module: str) -> str:
        if file not in self.plan.assets:
            folder = f"{module}/assets"
            names = self.asset_names.setdefault(folder, Unique())
            name = asset_name(file.rpartition("/")[2])
            bare, dot, ending = name.rpartition(".")
            self.plan.assets[file] = f"{folder}/{names.take(bare, short_hash(file))}{dot}{ending}"
        return self.plan.assets[file]

    def by_name(self, name: str) -> Lesson | None:
        """The lesson that a wiki link means."""
        bare = stem(name) if name.lower().endswith(".md") else name.strip()
        return self.loose.get(bare.lower()) or self.names.get(bare.rpartition("/")[2].lower())
