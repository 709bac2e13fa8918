"""Sixty small courses of nine short pages, the last one a quiz of ten questions: content for figures about people, soon published."""

from pathlib import Path

COURSES, LESSONS, QUESTIONS = 60, 8, 10
NEW_EDITION = 4  # every fourth course has a second edition


def course_id(number: int) -> str:
    return f"small-{number:02}"


def edition_of(number: int) -> int:
    return 2 if number % NEW_EDITION == 0 else 1


def make(root: Path) -> None:
    for number in range(COURSES):
        _course(root / course_id(number), number)


def _course(folder: Path, number: int) -> None:
    inside = folder / "10-part"
    inside.mkdir(parents=True)
    (folder / "course.yaml").write_text(
        f"format: 1\nid: {course_id(number)}\ntitle: {{zh-CN: 课程 {number}, en: Course {number}}}\n"
        f"languages: [zh-CN]\nstatus: published\nedition: {edition_of(number)}\nmodules: [part]\n",
        "utf-8",
    )
    (inside / "module.yaml").write_text("id: part\ntitle: {zh-CN: 一, en: One}\n", "utf-8")
    for lesson in range(LESSONS):
        text = f"---\nid: lesson-{lesson}\ntitle: 第 {lesson} 课\nminutes: 6\n---\n\n到岸成本要先算清。\n"
        (inside / f"{lesson + 1}0-lesson.zh-CN.md").write_text(text, "utf-8")
    questions = "\n".join(
        f"## [?] 第 {at} 问？\n`id: q{at}`\n\n- (x) 买家 {at}\n- ( ) 卖家 {at}\n" for at in range(QUESTIONS)
    )
    head = "---\nid: quiz\ntitle: 测验\ntype: quiz\npass_mark: 80\n---\n\n"
    (inside / "90-quiz.zh-CN.md").write_text(head + questions, "utf-8")
