"""The steps of `benchmarks.content`, each run in a process of its own: (figure, machine) of every round it makes."""

import gc
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from app.content.courses.catalogue import Builder
from app.content.model import Catalogue, Lesson
from app.content.publishing.publisher import Publisher
from app.content.publishing.store import NoStore, Store
from app.content.publishing.watching import fingerprint
from benchmarks.library import lesson_file

TODAY = date(2026, 11, 22)
SETTLED_SECONDS = 2.1  # after a change; before that, a file is read again each time
EDITS = 15
LESSONS_READ = 2000
MEGABYTE = 1_000_000
PROCESSOR_TIME = "--processor" in sys.argv  # for a machine that is busy with other work

Rounds = list[tuple[float, float]]


def check(folder: Path) -> Rounds:
    """Lessons a second, both languages, without any store."""
    return [(files / 2, machine) for files, machine in check_files(folder)]


def check_files(folder: Path) -> Rounds:
    on_one_core()
    machine = waver()
    began = clock()
    catalogue = Builder(folder / "courses", NoStore(), lambda: TODAY).build()
    return [(2 * len(lessons_of(catalogue)) / (clock() - began), machine)]


def first(folder: Path) -> Rounds:
    """Seconds until a library is in service for the first time."""
    on_one_core()
    machine = waver()
    began = clock()
    publisher(folder).publish()
    return [(clock() - began, machine)]


def start(folder: Path) -> Rounds:
    """Milliseconds from the start of a process until the library is in service."""
    return _process("import benchmarks.content_steps as s, pathlib; s.publisher(pathlib.Path({!r})).publish()", folder)


def imports(folder: Path) -> Rounds:
    return _process("import benchmarks.content_steps as s, pathlib; s.publisher(pathlib.Path({!r}))", folder)


def _process(code: str, folder: Path) -> Rounds:
    on_one_core()
    machine = waver()
    began = clock()
    subprocess.run([sys.executable, "-c", code.format(str(folder))], check=True, capture_output=True)
    return [((clock() - began) * 1000, machine)]


def edit(folder: Path) -> Rounds:
    """Milliseconds from a saved file to the new catalogue, in a process that serves the library."""
    on_one_core()
    served, found = publisher(folder), []
    served.publish()
    files = [lesson_file(folder / "courses", number) for number in range(min(EDITS, len(served.catalogue.courses)))]
    texts = [file.read_text("utf-8") for file in files]
    for file, text in zip(files, texts, strict=True):
        file.write_text(f"{text}\n\n{time.time_ns()}\n", "utf-8")
        machine = waver()
        began = clock()
        served.publish()
        found.append(((clock() - began) * 1000, machine))
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, "utf-8")
    time.sleep(SETTLED_SECONDS)
    served.publish()
    return found


def unchanged(folder: Path) -> Rounds:
    on_one_core()
    served = publisher(folder)
    served.publish()
    return _timed(served.publish)


def look(folder: Path) -> Rounds:
    """What it costs where nothing tells of changes."""
    on_one_core()
    return _timed(lambda: fingerprint(folder / "courses"))


def _timed(work: Callable[[], object]) -> Rounds:
    found = []
    for _ in range(EDITS):
        machine = waver()
        began = clock()
        work()
        found.append(((clock() - began) * 1000, machine))
    return found


def html(folder: Path) -> Rounds:
    """Milliseconds to find a lesson by its ids and join what its page shows."""
    on_one_core()
    catalogue = publisher(folder).publish()
    dice, found = random.Random(1), []
    for _ in range(EDITS):
        wanted = dice.choices([(lesson.course_id, lesson.id) for lesson in lessons_of(catalogue)], k=LESSONS_READ)
        machine = waver()
        began = clock()
        for course_id, lesson_id in wanted:
            course = catalogue.course(course_id)
            lesson = course.lesson(lesson_id) if course else None
            assert lesson is not None
            text_of(lesson)
        found.append(((clock() - began) * 1000 / LESSONS_READ, machine))
    return found


def memory(folder: Path) -> Rounds:
    """Megabytes that a process grows by, for 1 000 lessons of a warm store; what is only passing included."""
    before = own_memory()
    served = publisher(folder)
    catalogue = served.publish()
    gc.collect()
    return [((own_memory() - before) / len(lessons_of(catalogue)) * 1000 / MEGABYTE, waver())]


def forked(folder: Path) -> Rounds:
    """Megabytes, for 1 000 lessons, that are not shared any more in a child that has read every lesson once."""
    served = publisher(folder)
    catalogue = served.publish()
    gc.collect()
    gc.freeze()
    reading, writing = os.pipe()
    if os.fork() == 0:
        before = own_memory()
        for lesson in lessons_of(catalogue):
            text_of(lesson)
        gc.collect()
        os.write(writing, str(own_memory() - before).encode())
        os._exit(0)
    os.wait()
    grown = int(os.read(reading, 32))
    return [(grown / len(lessons_of(catalogue)) * 1000 / MEGABYTE, waver())]


def publisher(folder: Path) -> Publisher:
    return Publisher(Builder(folder / "courses", Store(folder / "store"), lambda: TODAY))


def lessons_of(catalogue: Catalogue) -> list[Lesson]:
    return [lesson for course in catalogue.courses.values() for lesson in course.lessons]


def text_of(lesson: Lesson) -> int:
    """Everything that a page of it shows, in one language after the other."""
    pages = ["".join(block for block in lesson.page(lang).blocks if isinstance(block, str)) for lang in lesson.pages]
    return sum(len(page) for page in pages)


def own_memory() -> int:
    """Bytes that belong to this process alone."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(("Private_Clean", "Private_Dirty")))


def clock() -> float:
    """Seconds: of the clock, or those that this process and its ended children have had of the processor."""
    if not PROCESSOR_TIME:
        return time.perf_counter()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def waver() -> float:
    """Milliseconds that a fixed piece of work takes now."""
    began = clock()
    sum(number * number for number in range(300_000))
    return (clock() - began) * 1000


def on_one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


STEPS: dict[str, Callable[[Path], Rounds]] = {
    step.__name__: step
    for step in (check, check_files, first, start, imports, edit, unchanged, look, html, memory, forked)
}
