"""What is answered in review stays with its learner: no report and no selection knows of it."""

import re

from tests.test_architecture import imports, sources

OUTSIDE = re.compile(r"app\.(reports|editing\.analysis|people|content|questions)\.")
RATINGS = ("app.learning.completing", "app.learning.progress", "app.learning.credentials", "app.learning.grading")


def test_reports_know_nothing_of_review_but_the_figures_of_mastery():
    found = [
        f"{module}: {name}"
        for module, source in sources()
        if OUTSIDE.match(f"{module}.")
        for _line, name in imports(module, source)
        if name.startswith("app.learning.spaced") and not name.startswith("app.learning.spaced.mastery")
    ]
    assert found == []


def test_reports_do_not_read_its_tables_by_name_either():
    named = [
        module
        for module, source in sources()
        if OUTSIDE.match(f"{module}.") and re.search(r"\b(ReviewCard|ReviewAnswer|review_card|review_answer)\b", source)
    ]
    assert named == []


def test_completing_and_grading_know_nothing_of_review():
    read = {module: imports(module, source) for module, source in sources() if module in RATINGS}
    assert set(read) == set(RATINGS)
    assert [name for names in read.values() for _line, name in names if ".spaced" in name] == []
