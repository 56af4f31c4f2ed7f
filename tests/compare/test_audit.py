"""The protocol where the truth is known: on a record, and again and again from new data."""

import numpy as np
import pytest

import actlas
from actlas.compare.audit import HANDICAPS, REPETITIONS, repetitions, told
from actlas.compare.comparison import Audit
from actlas.compare.conclusion import Work
from actlas.compare.plan import make_plan
from actlas.compare.verdict import judge
from actlas.data import hold_out, load
from actlas.language import LANGUAGES

NAMES = ("whole", "handicapped")


def record(rows=300, recorded=12, right=0.9, seed=0):
    """Answers of one activation under two names: hard rows are wrong with most seeds."""
    rng = np.random.default_rng(seed)
    difficulty = rng.random(rows)
    return (difficulty + rng.normal(0, 0.02, (2, recorded, rows)) < right).astype(float)


def test_on_the_record_neither_name_is_better_and_the_handicap_is_what_was_asked_for():
    rng = np.random.default_rng(1)
    uneven = record()
    uneven[0] = 1.0  # luck that only the toss of a coin makes good
    for handicap in (0.0, 0.05):
        gaps = [
            shares[0].mean() - shares[1].mean()
            for shares in repetitions(uneven, 6, "accuracy", handicap, rng)
        ]
        assert len(gaps) == REPETITIONS
        assert np.mean(gaps) == pytest.approx(handicap, abs=4 * np.std(gaps) / len(gaps) ** 0.5)


def test_a_handicap_in_r2_is_what_was_asked_for_and_differs_by_row():
    rng = np.random.default_rng(1)
    shares = repetitions(np.zeros((2, 5, 2000)), 4, "r2", 0.1, rng)[0]
    assert shares[1].mean() == pytest.approx(-0.1, rel=0.1)
    assert shares[1].std() > 0.05
    assert (shares[0] == 0).all()


def test_the_audit_of_a_comparison_tells_all_three_and_leaves_it_as_it_was():
    quick = {"seeds": 3, "epochs": 2, "hidden": (4,), "learning_rates": [0.03]}
    plain, audited = (
        actlas.compare("iris", ["relu", "tanh"], **quick, audit=each) for each in (False, True)
    )
    assert plain.audit is None
    assert plain.audit_notes() == ()
    assert audited.verdict == plain.verdict
    audit = audited.audit
    assert audit.label == audited.rows[0].label
    assert (audit.repetitions, audit.loss, audit.scores) == (REPETITIONS, 0.01, 2 * 2 * 3)
    assert audit.false_winners <= 0.05 * REPETITIONS
    assert audit.changed == 0
    assert len(audited.audit_notes()) == 3


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("findable", "changed"), [(0.02, 0), (None, 3)])
def test_every_sentence_of_the_audit_can_be_said(lang, findable, changed):
    notes = told(Audit("relu", 400, 8, 0.01, 100, findable, 60, changed, 1e-7))
    said = " ".join(note.render(lang) for note in notes)
    assert "{" not in said
    assert actlas.language.format_number(findable or 0.01 * HANDICAPS[-1], 3, lang) in said
    assert ("1e-7" in said) == (changed > 0)


# What follows repeats everything, from new data to the verdict: no run is used twice.

MIRRORED = "min(z, 0)"
"""-relu(-z). Weights are as likely as their negatives, and so a network of it is as likely as one
of relu that computes the same: the two are equal in truth, and differ in every run."""


def noisy(rng, rows):
    """Two classes that no line parts, with noise: 80 % can be told."""
    x = rng.normal(size=(rows, 5))
    signal = x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) + x[:, 3]
    return x, signal + rng.normal(0, 0.5, rows) > 0


def nearly_straight(rng, rows):
    """Two classes that a line parts but for a bend worth about a point."""
    x = rng.normal(size=(rows, 4))
    signal = x[:, 0] + x[:, 1] + 0.38 * (np.abs(x[:, 2]) - 0.8)
    return x, signal + rng.normal(0, 0.5, rows) > 0


def repeat(data, activations, rng, *, hidden, epochs, rates, tuning, **parts):
    """Return the verdict of a whole comparison on new data with new seeds, and its scores."""
    first = int(rng.integers(10**8))
    plan = make_plan(
        activations,
        hidden,
        range(first, first + 5),
        epochs,
        "adam",
        rates,
        64,
        range(first + 10**8, first + 10**8 + tuning),
    )
    dataset = load(data)
    work = Work(dataset, hold_out(dataset, seed=first, **parts), plan, plan.recipe("binary", 2))
    work.train(None)
    shares = work.fresh.read(lambda trained, rates: trained.shares(work.held.test, rates))
    verdict = judge(NAMES, shares, "accuracy", work.overlap).verdict
    return verdict, shares.mean(axis=(1, 2))


@pytest.mark.slow
def test_an_activation_beats_its_equal_in_at_most_one_of_twenty_whole_repetitions():
    rng = np.random.default_rng(0)
    pair = [actlas.get("relu"), actlas.define("mirrored", MIRRORED)]
    how = {"hidden": 8, "epochs": 5, "rates": (0.01, 0.03), "tuning": 2}
    verdicts = [repeat(noisy(rng, 2000), pair, rng, **how)[0] for _ in range(400)]
    assert sum(each.kind == "winner" for each in verdicts) <= 20


@pytest.mark.slow
def test_a_handicap_of_about_a_point_is_found_four_times_in_five():
    rng = np.random.default_rng(1)
    pair = [actlas.get("relu"), actlas.define("handicapped", "max(z, 0) + 0.9*min(z, 0)")]
    how = {"hidden": 16, "epochs": 8, "rates": (0.003, 0.01), "tuning": 1}
    found, losses = 0, []
    for _ in range(60):
        data = nearly_straight(rng, 12_000)
        verdict, scores = repeat(data, pair, rng, **how, validation=0.1, test=0.5)
        found += verdict.names == NAMES[:1]
        losses.append(scores[0] - scores[1])
    assert 0.007 < np.mean(losses) < 0.012
    assert found >= 0.8 * 60


@pytest.mark.slow
def test_the_audit_on_enough_rows_finds_a_point_and_no_false_winner():
    data = nearly_straight(np.random.default_rng(2), 20_000)
    found = actlas.compare(
        data,
        ["relu", "tanh"],
        hidden=(16,),
        epochs=8,
        learning_rates=[0.003],
        audit=True,
    ).audit
    assert found.false_winners <= 0.05 * REPETITIONS
    assert found.found >= 0.8 * REPETITIONS
    assert found.findable == 0.01
    assert found.largest < 1e-3
