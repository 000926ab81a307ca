# SPDX-License-Identifier: MIT
"""What may be wrong with a letter can be said."""

from mailapp.presentation.problems import PROBLEM_SENTENCES, Problem


def test_each_problem_has_a_sentence() -> None:
    """Every problem is worded, and no two alike."""
    assert set(PROBLEM_SENTENCES) == set(Problem)
    assert len(set(PROBLEM_SENTENCES.values())) == len(Problem)
