"""How fast is a search? `python -m benchmarks.search [lessons]` makes a library (5 000 lessons by default) and prints medians.

A query is timed with its excerpts, first pages only, in the process that holds the index, without a web page around it.
Every lesson of this library holds the same sentences: common words find thousands of pages, which is the worst case.
"""

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from app.content.courses.catalogue import Builder
from app.content.publishing.publisher import Publisher
from app.content.publishing.store import Store
from app.content.search.asking import read
from app.content.search.finding import Reader
from app.content.search.following import Search
from benchmarks import library

ROUNDS = 15
QUERIES = (
    ("到岸成本", "zh-CN"),
    ("第 4-7-1 课", "zh-CN"),
    ("增值税", "zh-CN"),
    ("税", "zh-CN"),
    ("退货为什么会拉高履约成本？", "zh-CN"),
    ("daoan chengben", "zh-CN"),
    ("landed cost", "en"),
    ("import dut", "en"),
    ("wearhouse declaraton", "en"),
    ("no such wordings", "en"),
)


def main() -> None:
    lessons = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        library.make(root / "courses", lessons)
        builder = Builder(root / "courses", Store(root / "content"), lambda: date(2026, 11, 22))
        publisher = Publisher(builder)
        publisher.publish()
        before = megabytes()
        search = Search(root / "search", publisher)
        print(f"{lessons} lessons in two languages")
        print(f"{'index made':34} {seconds(search.refresh):9.1f} s")
        print(f"{'further memory of the process':34} {megabytes() - before:9.0f} MB")
        size = sum(path.stat().st_size for path in (root / "search").rglob("*") if path.is_file())
        print(f"{'index on disk':34} {size / 1e6:9.0f} MB")
        edited = library.lesson_file(root / "courses")
        edited.write_text(edited.read_text("utf-8").replace("## ", "再加一句。\n\n## ", 1), "utf-8")
        publisher.publish()
        print(f"{'index after one edit':34} {seconds(search.refresh) * 1000:9.0f} ms")
        print(f"{'opened by another process':34} {seconds(Search(root / 'search', publisher).refresh) * 1000:9.0f} ms")
        for typed, lang in QUERIES:
            times = [seconds(lambda: search.find(read(typed), Reader(lang))) for _ in range(ROUNDS)]  # noqa: B023 - called at once
            count = search.find(read(typed), Reader(lang)).count
            print(f"{typed:28.28} {count:6} pages {statistics.median(times) * 1000:9.1f} ms")


def seconds(work: Callable[[], object]) -> float:
    """Of the processor: what else the machine does at the time is left out."""
    started = time.process_time()
    work()
    return time.process_time() - started


def megabytes() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
