import pytest

from .cases import KINDS

MODULES = {"complaints", *(kind.module for kind in KINDS.values())}

pytest.register_assert_rewrite(*(f"tests.conformance.{module}" for module in MODULES))
