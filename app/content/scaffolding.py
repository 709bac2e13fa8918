"""New courses, lessons and quizzes: files in two languages that pass the check as they are, to be written over."""

from __future__ import annotations

import re
from pathlib import Path

from . import ids, texts
from .diagnostics import Report
from .tree import NOT_MODULES, is_read

COURSE = """\
format: 1
id: {id}
status: draft
title:
  zh-CN: "{title}"
  en: "{title}"
languages: [zh-CN, en]
summary:
  zh-CN: 一句话说明学完能做什么。
  en: One sentence on what people can do after this course.
owners: []
license: ""
"""
MODULE = """\
id: {id}
title:
  zh-CN: "{title}"
  en: "{title}"
"""
LESSON_ZH = """\
---
id: {id}
status: draft
title: "{title}"
summary: 一两句话：这一课讲什么。
minutes: 10
---
先写工作中的一个场景，三到五句。

## 要点

用数字和表格把事情讲清楚。

## [?] 这里换成一道检查题。
`id: {id}-q1`

- (x) 正确的选项
  > 说明为什么对。
- ( ) 一个常见的错误想法
  > 说明错在哪里。

> [!解析]
> 答完以后给学员看的解释。
"""
LESSON_EN = """\
---
title: "{title}"
summary: "One or two sentences: what this lesson is about."
source_hash: "{hash}"
---
Begin with a situation at work, in three to five sentences.

## Key ideas

Numbers and tables make things clear.

## [?] Put a check question here.
`id: {id}-q1`

- (x) The right option
  > Say why it is right.
- ( ) A common misunderstanding
  > Say what is wrong with it.

> [!EXPLANATION]
> What learners read once they have answered.
"""
QUIZ_ZH = """\
---
id: {id}
status: draft
type: quiz
title: "{title}"
summary: 一两句话：这份测验考什么。
minutes: 10
pass_mark: 80
shuffle_questions: true
---
开始之前先看一遍课文。

## [?] 单选题：只有一个选项是对的。
`id: {id}-q1`

- ( ) 一个常见的错误想法
  > 说明错在哪里。
- (x) 正确的选项

## [?] 多选题：两个选项是对的。
`id: {id}-q2` `points: 2`

- [x] 正确的选项
- [ ] 错误的选项
- [x] 另一个正确的选项

## [?] 判断题：这句话对吗？
`id: {id}-q3`

- (x) 正确
- ( ) 错误

## [?] 数值题：每箱 12 件，10 箱一共多少件？
`id: {id}-q4` `type: number`

- = 120 件

> [!解析]
> 12 × 10 = 120。
"""
QUIZ_EN = """\
---
title: "{title}"
summary: "One or two sentences: what this quiz asks about."
source_hash: "{hash}"
---
Read the lessons once more before you begin.

## [?] Single choice: one option is right.
`id: {id}-q1`

- ( ) A common misunderstanding
  > Say what is wrong with it.
- (x) The right option

## [?] Multiple choice: two options are right.
`id: {id}-q2`

- [x] A right option
- [ ] A wrong option
- [x] Another right option

## [?] True or false: is this so?
`id: {id}-q3`

- (x) True
- ( ) False

## [?] A number: 12 pieces to a carton, how many in 10 cartons?
`id: {id}-q4` `type: number`

- = 120 pieces

> [!EXPLANATION]
> 12 × 10 = 120.
"""
PAGES = {"lesson": (LESSON_ZH, LESSON_EN), "quiz": (QUIZ_ZH, QUIZ_EN)}


LONGEST = 100
UNSAFE = re.compile(r"[/\\\x00-\x1f\x7f]")


class CannotMake(Exception):
    """A file is there already; the message says which."""


class BadName(Exception):
    """A name will not do; the message says which."""


def new_course(root: Path, name: str, title: str) -> list[Path]:
    """A course with one module and one lesson, in a folder of the content folder."""
    folder = below(root, name)
    course_id = _id(name)
    _write(folder / "course.yaml", COURSE.format(id=course_id, title=_quoted(title)))
    module = folder / "10-start"
    made = [folder / "course.yaml", module / "module.yaml"]
    _write(module / "module.yaml", MODULE.format(id="start", title=_quoted(title)))
    return made + new_page("lesson", folder, module.name, "10-welcome", title)


def new_page(kind: str, course: Path, module: str, name: str, title: str) -> list[Path]:
    """A lesson or quiz in both languages, in a module of a course; `name` may go without language and ending."""
    if module in NOT_MODULES:
        raise BadName(module)
    folder = below(course, module)
    _id(module)
    name = name.removesuffix(".md")
    page_id = _id(name)
    if name == "index" or not is_read(f"{name}.md"):
        raise BadName(name)
    given = {"id": page_id, "title": _quoted(title)}
    source = PAGES[kind][0].format(**given)
    parts = texts.split(source, Report(name))
    values = {key: node.text for key, (_key, node) in parts.fields.entries.items() if hasattr(node, "text")}
    given["hash"] = texts.source_hash(" ".join(values["title"].split()), values["summary"], parts.body)
    made = []
    for lang, text in (("zh-CN", source), ("en", PAGES[kind][1].format(**given))):
        target = below(folder, f"{name}.{lang}.md")
        _write(target, text)
        made.append(target)
    return made


def _check_name(name: str) -> None:
    """Raises BadName for what is not the name of one file or folder that is read."""
    if not 0 < len(name) <= LONGEST or UNSAFE.search(name) or not is_read(name):
        raise BadName(name)


def below(folder: Path, name: str) -> Path:
    """A file or folder in a folder. Raises BadName, for links too: they may lead anywhere, and are not read."""
    _check_name(name)
    if (folder / name).is_symlink():
        raise BadName(name)
    return folder / name


def _id(name: str) -> str:
    _check_name(name)
    found = ids.from_name(name)
    if not ids.is_id(found):
        raise BadName(name)
    return found


def _quoted(title: str) -> str:
    """As it stands between double quotes in YAML."""
    return " ".join(title.split()).replace("\\", "\\\\").replace('"', '\\"')


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with target.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise CannotMake(str(target)) from None
