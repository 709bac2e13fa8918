"""Points are cut to four decimals once, halves away from zero."""

from decimal import Decimal

import pytest

from app.questions.model import Grade
from app.questions.scoring import score
from tests.learning.courses import single


@pytest.mark.parametrize(
    ("points", "share", "cost", "reached"),
    [
        ("1.19", Decimal(5) / 6, "0.01", "0.9818"),  # 0.98175
        ("0.65", Decimal(5) / 6, "0.01", "0.5363"),  # 0.53625
        ("0.03", Decimal(5) / 6, "0.01", "0.0248"),  # 0.02475
        ("1.19", Decimal(1) / 6, "0.01", "0.1964"),  # 0.19635
        ("1", Decimal(2) / 3, "0", "0.6667"),
        ("3", Decimal(1) / 3, "0", "1"),
        ("0.33", Decimal(1) / 8, "0.01", "0.0408"),  # 0.0408375
    ],
)
def test_half_a_step_counts_as_a_whole_one_though_a_share_has_no_end(points, share, cost, reached):
    question = single("q", points=Decimal(points), hint_cost=Decimal(cost))
    assert score(question, Grade(share), hints_opened=1) == Decimal(reached)
