"""The cases of the content format, from cases.yaml and more.yaml, or from the file that CONFORMANCE_CASES names."""

import importlib
import os
from pathlib import Path

import pytest

from .cases import KINDS, Case, load

HERE = Path(__file__).parent
NAMED = os.environ.get("CONFORMANCE_CASES")
CASES = load(Path(NAMED)) if NAMED else [*load(HERE / "cases.yaml"), *load(HERE / "more.yaml")]


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_conformance(case: Case, tmp_path: Path):
    assert case.slips() == []
    adapter = importlib.import_module(f".{KINDS[case.kind].module}", __package__)
    getattr(adapter, f"check_{case.kind}")(case, tmp_path)
