"""The cases of the content format, from cases.yaml or the file that CONFORMANCE_CASES names."""

import importlib
import os
from pathlib import Path

import pytest

from .cases import KINDS, Case, load

CASES = load(Path(os.environ.get("CONFORMANCE_CASES") or Path(__file__).with_name("cases.yaml")))


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_conformance(case: Case, tmp_path: Path):
    assert case.slips() == []
    adapter = importlib.import_module(f".{KINDS[case.kind].module}", __package__)
    getattr(adapter, f"check_{case.kind}")(case, tmp_path)
