"""Several data sets: Demšar's own example, ties, and what can not be ranked."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from tests.atlas.comparisons import made_comparison

from actlas.compare import across
from actlas.errors import UsageError
from actlas.language import LANGUAGES

LABELS = ("elu", "relu", "sigmoid", "tanh")

# Demšar (2006), table 6: AUC of C4.5 with m = 0 or 1, and pruned or not, on 14 data sets.
AUC = np.array(
    [
        [0.763, 0.768, 0.771, 0.798],
        [0.599, 0.591, 0.590, 0.569],
        [0.954, 0.971, 0.968, 0.967],
        [0.628, 0.661, 0.654, 0.657],
        [0.882, 0.888, 0.886, 0.898],
        [0.936, 0.931, 0.916, 0.931],
        [0.661, 0.668, 0.609, 0.685],
        [0.583, 0.583, 0.563, 0.625],
        [0.775, 0.838, 0.866, 0.875],
        [1.000, 1.000, 1.000, 1.000],
        [0.940, 0.962, 0.965, 0.962],
        [0.619, 0.666, 0.614, 0.669],
        [0.972, 0.981, 0.9751, 0.975],
        [0.957, 0.978, 0.946, 0.970],
    ]
)


def comparisons(scores, labels=LABELS):
    """Comparisons in which the activations have these scores, [data sets, activations]."""
    made = []
    for place, line in enumerate(scores):
        plain = made_comparison(labels, name=f"data {place}")
        rows = tuple(
            replace(row, score=float(score)) for row, score in zip(plain.rows, line, strict=True)
        )
        made.append(replace(plain, rows=rows))
    return made


def test_the_published_example_comes_out_as_published():
    found = across(comparisons(AUC))
    ranks = dict(zip(found.labels, found.ranks, strict=True))
    assert [ranks[label] for label in LABELS] == pytest.approx([3.143, 2.0, 2.893, 1.964], abs=1e-3)
    assert found.critical == pytest.approx(2.569 * np.sqrt(4 * 5 / (6 * 14)), abs=2e-3)
    square = stats.friedmanchisquare(*stats.rankdata(-AUC, axis=1).T).statistic
    ratio = 13 * square / (14 * 3 - square)
    assert found.p_value == pytest.approx(stats.f.sf(ratio, 3, 39))
    assert found.p_value < 0.05
    assert found.names[:2] == ("data 0", "data 1")


def test_groups_are_the_largest_sets_within_the_critical_difference():
    scores = np.tile([0.9, 0.8, 0.5, 0.4], (30, 1)) + np.random.default_rng(0).normal(
        0, 0.06, (30, 4)
    )
    found = across(comparisons(scores))
    assert found.labels[0] == "elu"
    assert all(set(a) - set(b) for a in found.groups for b in found.groups if a is not b)
    for group in found.groups:
        ranks = [found.ranks[found.labels.index(label)] for label in group]
        assert max(ranks) - min(ranks) <= found.critical


def test_scores_that_all_tie_differ_in_nothing_and_scores_that_never_cross_surely():
    same = across(comparisons(np.full((4, 4), 0.5)))
    assert (same.p_value, len(same.groups), set(same.ranks)) == (1.0, 1, {2.5})
    clear = across(comparisons(np.tile([0.9, 0.8, 0.7, 0.6], (30, 1))))
    assert (clear.p_value, clear.groups[0]) == (0.0, ("elu",))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("spread", [0.0, 0.06, 3.0])
def test_each_finding_is_said_in_a_sentence(lang, spread):
    noise = np.random.default_rng(1).normal(0, spread, (30, 4))
    said = across(comparisons(np.tile([0.9, 0.86, 0.5, 0.4], (30, 1)) + noise)).sentence(lang)
    assert "{" not in said
    assert "elu" in said
    assert "30" in said


def test_what_can_not_be_ranked_is_refused():
    with pytest.raises(UsageError, match="3 data sets or more, got 2"):
        across(comparisons(AUC[:2]))
    with pytest.raises(UsageError, match="3 activations or more, got 2"):
        across(comparisons(AUC[:, :2], LABELS[:2]))
    with pytest.raises(UsageError, match="data 0 is given twice"):
        across([*comparisons(AUC[:2]), *comparisons(AUC[:1])])
    other = comparisons(AUC[:3, :3], LABELS[:3])[2:]
    with pytest.raises(UsageError, match="data 0 and data 2 have not the same activations"):
        across([*comparisons(AUC[:2]), *other])
