"""The whole comparison on real data: honest use of the test part, and everything that comes out."""

import dataclasses
import io
import json
import math
import pickle

import numpy as np
import polars as pl
import pytest
from rich.console import Console

import actlas
from actlas import training
from actlas.compare import run as room
from actlas.compare.statistics import ENOUGH, interval
from actlas.data import Part
from actlas.errors import UsageError, WorkFailed

QUICK = {"seeds": 3, "epochs": 5, "hidden": (8,), "learning_rates": [0.003, 0.03]}


@pytest.fixture(scope="module")
def iris():
    return actlas.compare("iris", ["relu", "tanh", "elu(alpha=0.5)"], **QUICK)


@pytest.fixture(scope="module")
def diabetes():
    return actlas.compare("diabetes", ["relu", "sigmoid"], **QUICK)


class Counted:
    """A part of a split that counts how often its columns are read."""

    def __init__(self, part, counts):
        self.part, self.counts = part, counts

    @property
    def x(self):
        self.counts.append("x")
        return self.part.x

    @property
    def y(self):
        self.counts.append("y")
        return self.part.y


@pytest.fixture
def with_test_part(monkeypatch):
    """Have the next comparison use another test part, made from the true one."""

    def replace(change):
        true = room.split

        def split(*given, **named):
            parts = true(*given, **named)
            return dataclasses.replace(parts, test=change(parts.test))

        monkeypatch.setattr(room, "split", split)

    return replace


def test_the_test_part_is_read_once(with_test_part):
    counts = []
    with_test_part(lambda part: Counted(part, counts))
    actlas.compare("iris", ["relu", "tanh"], **QUICK)
    assert sorted(counts) == ["x", "y"]


def test_other_test_labels_change_the_test_scores_and_no_choice(iris, with_test_part):
    with_test_part(lambda part: Part(part.x, np.random.default_rng(0).permutation(part.y)))
    other = actlas.compare("iris", ["relu", "tanh", "elu(alpha=0.5)"], **QUICK)
    before, after = ({row.label: row for row in found.rows} for found in (iris, other))
    for label, row in before.items():
        assert after[label].rate == row.rate
        assert after[label].rates == row.rates
        assert after[label].curves == row.curves
        assert (after[label].dead, after[label].saturated) == (row.dead, row.saturated)
        assert after[label].score < row.score


def test_the_same_comparison_gives_the_same_numbers(iris):
    again = actlas.compare("iris", ["relu", "tanh", "elu(alpha=0.5)"], **QUICK)
    assert again.verdict == iris.verdict
    for first, second in zip(iris.rows, again.rows, strict=True):
        timeless = {"microseconds": 0.0}
        assert dataclasses.replace(first, **timeless) == dataclasses.replace(second, **timeless)


def test_scores_are_those_of_the_trained_networks_on_the_test_part(iris):
    from actlas.training import Grid, Recipe, train

    parts = actlas.data.split(actlas.data.load("iris"))
    row = iris.rows[0]
    grid = Grid((row.activation,), (row.rate,), (0, 1, 2))
    recipe = Recipe(hidden=(8,), outputs=3, epochs=5)
    alone = train(grid, recipe, parts.train, parts.validation)
    np.testing.assert_allclose(alone.evaluate(parts.test).score[0, 0], row.scores, atol=1e-6)


def test_regression_scores_are_r2_in_every_place(diabetes):
    from actlas.training import Grid, Recipe, train

    parts = actlas.data.split(actlas.data.load("diabetes"))
    row = diabetes.rows[0]
    grid = Grid((row.activation,), (row.rate,), (0, 1, 2))
    recipe = Recipe(hidden=(8,), task="regression", epochs=5)
    alone = train(grid, recipe, parts.train, parts.validation)
    np.testing.assert_allclose(alone.evaluate(parts.test).score[0, 0], row.scores, atol=1e-5)
    assert diabetes.score == "r2"
    assert diabetes.facts.classes == ()


def test_rows_come_best_first_and_agree_with_their_seed_scores(iris):
    assert [row.score for row in iris.rows] == sorted((r.score for r in iris.rows), reverse=True)
    for row in iris.rows:
        assert row.score == pytest.approx(np.mean(row.scores))
        assert 0 <= row.low <= row.score <= row.high <= 1
        assert row.runs == 6
        assert (row.diverged, row.diverged_at_rate) == (0, 0)
        assert actlas.get(row.label) == row.activation
        assert row.microseconds > 0
        assert 0 <= row.dead + row.saturated <= 1
    assert math.fsum(row.improvement for row in iris.rows) == pytest.approx(1.5)
    assert iris.rows[0].difference == 0
    assert iris.rows[0].p_value is None


def test_the_chosen_rate_is_the_best_of_its_curve(iris):
    for row in iris.rows:
        assert [point.rate for point in row.rates] == [0.003, 0.03]
        chosen = next(point for point in row.rates if point.rate == row.rate)
        assert chosen.score == max(point.score for point in row.rates)
        assert np.mean(row.curves.validation_score[-1]) == pytest.approx(chosen.score)
        assert row.rate_at_edge


def test_curves_have_a_point_for_each_epoch_and_seed_and_one_before(iris):
    for row in iris.rows:
        for curve in dataclasses.astuple(row.curves):
            assert np.array(curve).shape == (6, 3)


def test_facts_and_run_say_what_was_done(iris):
    facts, run = iris.facts, iris.run
    assert (facts.rows, facts.columns, facts.classes) == (
        150,
        4,
        ("setosa", "versicolor", "virginica"),
    )
    assert (facts.train, facts.validation, facts.test) == (90, 30, 30)
    assert (run.networks, run.steps, run.seeds, run.epochs) == (18, 10, (0, 1, 2), 5)
    assert run.hidden == (8,)
    assert set(run.versions) == {"python", "torch", "actlas"}
    assert run.seconds > 0
    assert run.command.startswith("actlas compare iris --activations ")


def test_a_single_seed_gives_no_interval_and_no_test():
    found = actlas.compare("iris", ["relu", "tanh"], **QUICK | {"seeds": 1})
    assert found.verdict.kind == "none"
    assert found.smallest_difference is None
    assert {(row.low, row.high, row.p_value) for row in found.rows} == {(None, None, None)}


def test_a_difference_that_is_there_is_found():
    x = np.random.default_rng(0).uniform(-2, 2, (600, 2))
    inside = (x**2).sum(axis=1) < 1.5  # no straight line can tell
    found = actlas.compare((x, inside), ["linear", "tanh"], **QUICK | {"epochs": 30})
    assert (found.verdict.kind, found.verdict.names) == ("winner", ("tanh",))
    assert found.rows[1].p_value < 0.001
    assert found.rows[0].score - found.rows[1].score > 0.1


def test_a_rate_that_diverges_is_counted_and_not_chosen():
    found = actlas.compare(
        "diabetes",
        ["linear", "tanh"],
        **QUICK | {"optimizer": "sgd", "learning_rates": [0.01, 1e3], "epochs": 15},
    )
    for row in found.rows:
        assert (row.rate, row.diverged, row.diverged_at_rate) == (0.01, 3, 0)
        assert (row.rates[1].diverged, row.rates[1].loss) == (3, None)
        assert row.rates[1].score <= min(0.0, row.rates[0].score)


@pytest.fixture
def with_diverged(monkeypatch):
    """Have the next training declare runs [rate, activation, seed] diverged."""

    def spoil(*which):
        true = training.train

        def train(*given):
            trained = true(*given)
            trained.diverged[which] = True
            trained.curves.validation_score[(-1, *which)] = np.nan
            return trained

        monkeypatch.setattr(training, "train", train)

    return spoil


def test_a_run_that_diverged_at_the_chosen_rate_has_the_worst_score_and_is_told(with_diverged):
    with_diverged(slice(None), 0, 2)
    found = actlas.compare("iris", ["relu", "tanh"], **QUICK)
    spoiled = next(row for row in found.rows if row.diverged)
    assert spoiled.label == "relu"
    assert (spoiled.diverged, spoiled.diverged_at_rate, spoiled.scores[2]) == (2, 1, 0.0)
    assert min(spoiled.scores[:2]) > 0.5
    assert spoiled.score == pytest.approx(np.mean(spoiled.scores))
    assert 0 <= spoiled.dead <= 1
    assert "some runs diverged" in str(found.notes[-1])
    assert "relu" in str(found.notes[-1])
    json.dumps(found.to_json(), allow_nan=False)


def test_an_activation_that_always_diverged_loses_and_has_no_units_to_count(with_diverged):
    with_diverged(slice(None), 1)
    found = actlas.compare("diabetes", ["relu", "tanh"], **QUICK)
    last = found.rows[-1]
    assert (last.label, last.diverged_at_rate) == ("tanh", 3)
    assert (last.dead, last.saturated) == (None, None)
    assert last.scores == (min(0.0, *found.rows[0].scores),) * 3
    json.dumps(found.to_json(), allow_nan=False)


def test_when_everything_diverges_the_work_has_failed():
    with pytest.raises(WorkFailed, match="all 3 networks diverged; try smaller") as failed:
        actlas.compare(
            "diabetes",
            ["linear"],
            **QUICK | {"optimizer": "sgd", "learning_rates": [1e6], "epochs": 30},
        )
    assert failed.value.exit_code == 1


def test_a_file_is_compared_and_its_missing_values_are_counted(tmp_path):
    rng = np.random.default_rng(0)
    size = rng.normal(size=240)
    colour = rng.choice(["red", "blue"], 240)
    outcome = np.where(size + (colour == "red") > 0.5, "yes", "no")
    frame = pl.DataFrame({"size": size, "colour": colour, "id": [f"n{i}" for i in range(240)]})
    frame = frame.with_columns(
        pl.when(pl.int_range(240) % 8 > 0).then("size").alias("size"), answer=pl.Series(outcome)
    )
    frame.write_csv(tmp_path / "t.csv")
    frame.write_parquet(tmp_path / "t.parquet")
    found = [
        actlas.compare(tmp_path / name, ["relu", "tanh"], target="answer", **QUICK | {"epochs": 20})
        for name in ("t.csv", "t.parquet")
    ]
    assert found[0].facts.imputed == {"size": 30}
    assert found[0].facts.name == "t.csv"
    assert found[0].facts.task == "binary"
    assert any("left out" in str(note) and "id" in str(note) for note in found[0].notes)
    assert found[0].rows[0].score > 0.8
    assert [row.scores for row in found[0].rows] == [row.scores for row in found[1].rows]


def test_a_data_set_that_is_loaded_already_brings_its_own_target():
    loaded = actlas.data.load("iris")
    with pytest.raises(UsageError, match="iris has its own target"):
        actlas.compare(loaded, target="species")
    again = actlas.compare(loaded, ["relu"], **QUICK)
    assert again.rows[0].scores == actlas.compare("iris", ["relu"], **QUICK).rows[0].scores


def test_training_that_was_cut_short_is_told_and_training_that_settled_is_not():
    few, many = (
        actlas.compare("iris", ["tanh"], **QUICK | {"epochs": epochs}) for epochs in (2, 100)
    )
    told = "still falling; more epochs may do better: tanh"
    assert any(told in str(note) for note in few.notes)
    assert not any(told in str(note) for note in many.notes)


def test_seeds_too_few_for_an_interval_are_told_and_enough_are_not():
    quick = QUICK | {"epochs": 1}
    few, enough = (
        actlas.compare("iris", ["tanh"], **quick | {"seeds": seeds})
        for seeds in (ENOUGH - 1, ENOUGH)
    )
    told = "4 seeds are too few to know how much luck the seed is: an interval is 3.18 standard"
    assert any(told in str(note) for note in few.notes)
    assert not any("too few" in str(note) for note in enough.notes)


def test_progress_is_reported_to_its_end():
    seen = []
    actlas.compare("iris", ["relu"], **QUICK, progress=seen.append)
    assert seen[-1].steps_done == seen[-1].steps_total == 10
    assert seen[-1].networks == 6


def test_the_frame_has_a_line_for_each_activation(iris):
    frame = iris.to_frame()
    assert frame["label"].to_list() == [row.label for row in iris.rows]
    assert frame["scores"].to_list() == [list(row.scores) for row in iris.rows]
    assert frame["score"].dtype == pl.Float64


def test_json_is_json_in_either_language_and_survives_a_round_trip(iris):
    document = json.loads(json.dumps(iris.to_json(), allow_nan=False))
    assert document["verdict"]["kind"] == iris.verdict.kind
    assert document["verdict"]["note"] == iris.verdict.sentence("en")
    assert iris.to_json("es")["verdict"]["note"] == iris.verdict.sentence("es")
    assert [row["label"] for row in document["rows"]] == [row.label for row in iris.rows]
    assert document["rows"][0]["curves"]["train_loss"][0] == list(iris.rows[0].curves.train_loss[0])
    assert document["run"]["seeds"] == [0, 1, 2]


def test_a_comparison_can_be_pickled(iris):
    assert pickle.loads(pickle.dumps(iris)) == iris


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_table_fits_into_eighty_columns_and_cuts_no_number(iris, lang):
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(iris.table(lang))
    text = console.export_text()
    assert max(len(line) for line in text.splitlines()) <= 80
    for row in iris.rows:
        score = f"{100 * row.score:.1f}"
        assert (score if lang == "en" else score.replace(".", ",")) in text
        assert f"{row.diverged}/{row.runs}" in text
    assert "…" in text
    assert "relu" in text


def test_the_package_can_be_called_whichever_way_it_was_imported(fresh_python):
    printed = fresh_python(
        """
        import actlas.compare.comparison
        import actlas, inspect
        print(callable(actlas.compare), list(inspect.signature(actlas.compare).parameters)[:2])
        try:
            actlas.compare("iris", seeds=0)
        except actlas.ActlasError as error:
            print(error)
        """
    )
    assert printed.splitlines() == [
        "True ['data', 'activations']",
        "seeds must be 1 or more, got 0",
    ]


def test_importing_the_room_loads_nothing_heavy(fresh_python):
    heavy = fresh_python(
        """
        import sys
        import actlas.compare
        print([name for name in ("torch", "sympy", "scipy", "sklearn") if name in sys.modules])
        """
    )
    assert heavy.strip() == "[]"


def test_no_interval_reaches_above_a_perfect_score():
    found = actlas.compare("diabetes", ["relu", "elu"], seeds=2, epochs=3, hidden=(8,))
    assert all(row.high <= 1 for row in found.rows)
    low, high = interval(np.array(found.rows[-1].scores))
    assert low == pytest.approx(found.rows[-1].low)  # R² has no least value: the low end stays
    assert high >= found.rows[-1].high
