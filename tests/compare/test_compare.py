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
from actlas.compare.statistics import ENOUGH
from actlas.data import Part
from actlas.errors import UsageError, WorkFailed

QUICK = {
    "seeds": 3,
    "tuning_seeds": 2,
    "epochs": 5,
    "hidden": (8,),
    "learning_rates": [0.003, 0.03],
}


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
        true = room.hold_out

        def hold_out(*given, **named):
            held = true(*given, **named)
            return dataclasses.replace(held, test=change(held.test))

        monkeypatch.setattr(room, "hold_out", hold_out)

    return replace


def test_the_test_part_is_read_once(with_test_part):
    counts = []
    with_test_part(lambda part: Counted(part, counts))
    actlas.compare("iris", ["relu", "tanh"], **QUICK)
    assert sorted(counts) == ["x", "y"]


OF_THE_TEST = {
    *("score", "low", "high", "scores", "log_loss", "calibration_error", "improvement"),
    *("improvement_low", "improvement_high", "difference", "difference_low", "difference_high"),
    *("p_value", "best", "microseconds"),
}


def untested(comparison):
    """What a comparison holds that the test labels have no say in, by activation."""
    kept = [each.name for each in dataclasses.fields(comparison.rows[0])]
    return {
        row.label: {name: getattr(row, name) for name in kept if name not in OF_THE_TEST}
        for row in comparison.rows
    }


def test_permuting_the_test_labels_changes_nothing_but_the_final_scores(iris, with_test_part):
    with_test_part(lambda part: Part(part.x, np.random.default_rng(0).permutation(part.y)))
    other = actlas.compare("iris", ["relu", "tanh", "elu(alpha=0.5)"], **QUICK)
    assert untested(other) == untested(iris)
    assert other.facts == iris.facts
    for one, two in zip(iris.standings, other.standings, strict=True):
        assert (one.kind, set(one.names), set(one.scores)) == (
            two.kind,
            set(two.names),
            set(two.scores),
        )
    scores = {row.label: row.score for row in iris.rows}
    assert all(row.score < scores[row.label] for row in other.rows)


def test_the_same_comparison_gives_the_same_numbers(iris):
    again = actlas.compare("iris", ["relu", "tanh", "elu(alpha=0.5)"], **QUICK)
    assert again.verdict == iris.verdict
    for first, second in zip(iris.rows, again.rows, strict=True):
        timeless = {"microseconds": 0.0}
        assert dataclasses.replace(first, **timeless) == dataclasses.replace(second, **timeless)


@pytest.mark.parametrize(("name", "task"), [("iris", "classes"), ("diabetes", "regression")])
def test_scores_are_those_of_networks_trained_afresh_on_the_test_part(name, task, request):
    from actlas.training import Grid, Recipe, train

    comparison = request.getfixturevalue(name)
    held = actlas.data.hold_out(actlas.data.load(name))
    row = comparison.rows[0]
    grid = Grid((row.activation,), (row.rate,), (0, 1, 2))
    recipe = Recipe(hidden=(8,), task=task, outputs=3, epochs=5)
    alone = train(grid, recipe, *held.draw(grid.seeds))
    np.testing.assert_allclose(alone.evaluate(held.test).score[0, 0], row.scores, atol=1e-5)
    assert comparison.score == ("r2" if task == "regression" else "accuracy")


def test_what_chose_the_rate_is_not_scored(iris):
    assert set(iris.run.seeds).isdisjoint(iris.run.tuning_seeds)
    assert (len(iris.run.seeds), len(iris.run.tuning_seeds)) == (3, 2)
    with pytest.raises(UsageError, match="seed 7 is in seeds and in tuning_seeds"):
        actlas.compare("iris", seeds=[7, 8], tuning_seeds=[6, 7])


def test_other_tuning_seeds_change_no_score_at_the_same_rate(iris):
    other = actlas.compare(
        "iris", ["relu", "tanh", "elu(alpha=0.5)"], **QUICK | {"tuning_seeds": [5, 6, 7]}
    )
    scores = {(row.label, row.rate): row.scores for row in iris.rows}
    same = [row for row in other.rows if (row.label, row.rate) in scores]
    assert same
    assert all(row.scores == scores[row.label, row.rate] for row in same)


def test_with_one_rate_there_is_nothing_to_choose_and_no_tuning():
    found = actlas.compare("iris", ["relu", "tanh"], **QUICK | {"learning_rates": [0.03]})
    assert (found.run.tuning_seeds, found.run.networks, found.standings) == ((), 6, ())
    for row in found.rows:
        assert (row.rate, row.rate_at_edge, len(row.rates)) == (0.03, False, 1)
        assert row.rates[0].score == pytest.approx(np.mean(row.curves.validation_score[-1]))


def test_standings_treat_the_rate_in_three_ways(iris):
    assert [each.how for each in iris.standings] == ["best", "median", "all"]
    best, median, everywhere = iris.standings
    for place, row in enumerate(iris.rows):
        points = [point.score for point in row.rates]
        assert best.scores[place] == pytest.approx(max(points))
        assert median.scores[place] == pytest.approx(np.mean(points))  # of two, the mean
        assert everywhere.scores[place] == pytest.approx(np.mean(points))
    assert {each.kind for each in iris.standings} <= {"winner", "equals", "none", "too_few"}


def test_classifiers_are_told_their_calibration_and_regressions_have_none(iris, diabetes):
    for row in iris.rows:
        assert row.log_loss > 0
        assert 0 <= row.calibration_error <= 1
    assert {(row.log_loss, row.calibration_error) for row in diabetes.rows} == {(None, None)}
    assert (diabetes.facts.commonest, diabetes.facts.classes) == (None, ())


def test_differences_have_paired_intervals_that_hold_them(iris):
    assert iris.rows[0].difference_low is None
    for row in iris.rows[1:]:
        assert row.difference_low <= row.difference <= row.difference_high
        assert row.improvement_low <= row.improvement <= row.improvement_high


def test_rows_come_best_first_and_agree_with_their_seed_scores(iris):
    assert [row.score for row in iris.rows] == sorted((r.score for r in iris.rows), reverse=True)
    for row in iris.rows:
        assert row.score == pytest.approx(np.mean(row.scores))
        assert 0 <= row.low <= row.score <= row.high <= 1
        assert row.runs == 2 * 2 + 3
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
    assert (run.networks, run.steps, run.seeds, run.epochs) == (12 + 9, 10, (0, 1, 2), 5)
    assert run.hidden == (8,)
    assert set(run.versions) == {"python", "torch", "actlas"}
    assert run.seconds > 0
    assert run.command.startswith("actlas compare iris --activations ")


def test_a_single_seed_gives_no_interval_and_no_test():
    found = actlas.compare("iris", ["relu", "tanh"], **QUICK | {"seeds": 1})
    assert found.verdict.kind == "too_few"
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
        assert (row.rate, row.diverged, row.diverged_at_rate) == (0.01, 2, 0)
        assert (row.rates[1].diverged, row.rates[1].loss) == (2, None)
        assert row.rates[1].score <= min(0.0, row.rates[0].score)


@pytest.fixture
def with_diverged(monkeypatch):
    """Have the next training declare runs [rate, activation, seed] diverged."""

    def spoil(*which):
        true = training.train

        def train(*given):
            trained = true(*given)
            if len(trained.grid.seeds) == QUICK["seeds"]:  # the fresh ones
                trained.diverged[which] = True
                trained.curves.validation_score[(-1, *which)] = np.nan
            return trained

        monkeypatch.setattr(training, "train", train)

    return spoil


ONE_RATE = QUICK | {"learning_rates": [0.03]}


def test_a_run_that_diverged_at_the_chosen_rate_has_the_worst_score_and_is_told(with_diverged):
    with_diverged(slice(None), 0, 2)
    found = actlas.compare("iris", ["relu", "tanh"], **ONE_RATE)
    spoiled = next(row for row in found.rows if row.diverged)
    assert spoiled.label == "relu"
    assert (spoiled.diverged, spoiled.diverged_at_rate, spoiled.scores[2]) == (1, 1, 0.0)
    assert min(spoiled.scores[:2]) > 0.5
    assert spoiled.score == pytest.approx(np.mean(spoiled.scores))
    assert 0 <= spoiled.dead <= 1
    assert "some runs diverged" in str(found.notes[-1])
    assert "relu" in str(found.notes[-1])
    json.dumps(found.to_json(), allow_nan=False)


def test_an_activation_that_always_diverged_loses_and_has_no_units_to_count(with_diverged):
    with_diverged(slice(None), 1)
    found = actlas.compare("diabetes", ["relu", "tanh"], **ONE_RATE)
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
    assert {each.networks for each in seen} == {2 * 2 + 3}
    assert [each.steps_done for each in seen] == sorted(each.steps_done for each in seen)


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


def test_no_interval_reaches_above_a_perfect_score(iris, diabetes):
    assert all(row.high <= 1 for row in (*iris.rows, *diabetes.rows))
    assert all(row.low >= 0 for row in iris.rows)


def remarks_of(x, y, **changes):
    found = actlas.compare((x, y), ["tanh"], **QUICK | {"epochs": 1} | changes)
    return found, " ".join(str(note) for note in found.notes)


def test_rows_that_stand_on_both_sides_of_the_split_are_told():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(500, 3))
    y = x[:, 0] > 0
    found, told = remarks_of(np.r_[x, x[:100]], np.r_[y, y[:100]])
    assert 20 < found.facts.repeated < 45
    assert f"leakage: {found.facts.repeated} of 120 test rows" in told
    found, told = remarks_of(x, y)
    assert found.facts.repeated == 0
    assert "leakage" not in told


def test_classes_of_unlike_size_and_a_tiny_test_part_are_told():
    x = np.random.default_rng(0).normal(size=(2000, 2))
    _, told = remarks_of(x, x[:, 0] > 1)
    assert "the classes are unbalanced: the commonest has 8" in told
    assert "tiny" not in told
    _, told = remarks_of(x[:300], x[:300, 0] > 0)
    assert "unbalanced" not in told
    assert "the test part is tiny: it has 60 rows" in told


def test_few_tuning_seeds_are_told():
    x = np.random.default_rng(0).normal(size=(200, 2))
    assert "2 seeds chose the learning rates" in remarks_of(x, x[:, 0] > 0)[1]
    assert "seeds chose" not in remarks_of(x, x[:, 0] > 0, tuning_seeds=ENOUGH)[1]


def test_the_order_of_the_activations_changes_no_number(iris):
    turned = actlas.compare("iris", ["elu(alpha=0.5)", "tanh", "relu"], **QUICK)
    assert turned.verdict == iris.verdict
    assert turned.smallest_difference == iris.smallest_difference
    for one, two in zip(iris.rows, turned.rows, strict=True):
        assert two.scores == one.scores
        assert (two.label, two.rate, two.p_value) == (one.label, one.rate, one.p_value)
        assert two.difference == pytest.approx(one.difference)
        assert two.difference_low == pytest.approx(one.difference_low)
        assert two.improvement == pytest.approx(one.improvement)


def test_how_the_work_is_cut_into_pieces_changes_no_score(iris, monkeypatch):
    from actlas.training import work

    def by_seed(shape, _threads, _sums):
        return [(slice(0, shape[0]), slice(0, shape[1]), slice(s, s + 1)) for s in range(shape[2])]

    monkeypatch.setattr(work, "shares", by_seed)
    pieces = actlas.compare("iris", ["relu", "tanh", "elu(alpha=0.5)"], **QUICK)
    assert pieces.verdict == iris.verdict
    assert [row.scores for row in pieces.rows] == [row.scores for row in iris.rows]
