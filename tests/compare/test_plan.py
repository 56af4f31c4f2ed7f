"""What is asked for is checked before anything is trained, and can be written down again."""

import shlex

import pytest

import actlas
from actlas.compare.defaults import LEARNING_RATES, TUNING_FROM
from actlas.compare.plan import command, make_plan
from actlas.errors import ActlasError, BadInput, BadParameter, UnknownName, UsageError

DEFAULTS = {
    "activations": ["relu", "elu(alpha=0.5)"],
    "hidden": (16,),
    "seeds": 2,
    "epochs": 3,
    "optimizer": "adam",
    "learning_rates": None,
    "batch_size": 32,
}


def plan(**changes):
    return make_plan(**(DEFAULTS | changes))


def labels(made):
    return [activation.label for activation in made.grid.activations]


def test_by_default_the_elementwise_activations_of_the_course_take_part():
    course = ["elu", "leaky_relu", "linear", "relu", "sigmoid", "tanh"]
    assert labels(plan(activations=None)) == course
    assert len(course) < len(actlas.names())


def test_names_specifications_and_objects_can_be_mixed():
    mixed = ["relu", "elu(alpha=0.5)", actlas.get("tanh"), "softmax(dim=-1)"]
    assert labels(plan(activations=mixed)) == [
        "relu",
        "elu(alpha=0.5)",
        "tanh",
        "softmax(dim=-1)",
    ]
    assert labels(plan(activations="relu")) == ["relu"]


def test_seeds_are_a_number_of_them_or_a_list():
    assert plan(seeds=3).grid.seeds == (0, 1, 2)
    assert plan(seeds=[7, 3]).grid.seeds == (7, 3)


def test_tuning_seeds_are_counted_where_fresh_ones_never_come():
    made = plan(seeds=3, tuning_seeds=2)
    assert made.tuning_seeds == (TUNING_FROM, TUNING_FROM + 1)
    assert made.tuning.seeds == made.tuning_seeds
    assert made.networks == 2 * 7 * 2 + 2 * 3
    assert plan(learning_rates=[0.1]).tuning is None


def test_learning_rates_ascend_and_default_to_the_optimisers_grid():
    assert plan(learning_rates=[0.1, 0.01]).grid.learning_rates == (0.01, 0.1)
    for optimizer, rates in LEARNING_RATES.items():
        assert plan(optimizer=optimizer).grid.learning_rates == rates
        assert list(rates) == sorted(rates)


REFUSED = {
    "unknown activation": ({"activations": ["rellu"]}, UnknownName, "did you mean"),
    "bad parameter": ({"activations": ["elu(alpha=nan)"]}, BadParameter, "alpha"),
    "no axis": ({"activations": ["softmax"]}, BadInput, r"write softmax\(dim=-1\)"),
    "twice": ({"activations": ["relu", "relu"]}, UsageError, "relu is given twice"),
    "twice, in disguise": (
        {"activations": ["elu", "elu(alpha=1)"]},
        UsageError,
        "elu is given twice",
    ),
    "no activation": ({"activations": []}, UsageError, "name one or more"),
    "a number": ({"activations": 3}, BadInput, "list of names"),
    "a number in the list": ({"activations": [3]}, BadInput, "by its name"),
    "zero seeds": ({"seeds": 0}, UsageError, "seeds must be 1 or more, got 0"),
    "negative seed": ({"seeds": [-1]}, UsageError, "seed must be a whole number from 0"),
    "the same seed": ({"seeds": [1, 1]}, UsageError, "given twice"),
    "half a seed": ({"seeds": 2.5}, BadInput, "seeds must be whole numbers, got 2.5"),
    "text seeds": ({"seeds": "many"}, BadInput, "seeds must be whole numbers, got 'many'"),
    "no seed": ({"seeds": []}, UsageError, "no seed"),
    "zero tuning seeds": ({"tuning_seeds": 0}, UsageError, "tuning_seeds must be 1 or more, got 0"),
    "no tuning seed": ({"tuning_seeds": []}, UsageError, "no seed"),
    "a seed for both": ({"tuning_seeds": [9, 1]}, UsageError, "seed 1 is in seeds and in tuning"),
    "all are equal": ({"equal_within": 1}, UsageError, "up to but not including 1"),
    "less than equal": ({"equal_within": -0.1}, UsageError, "from 0 up to"),
    "text for equal": ({"equal_within": "same"}, BadInput, "must be a number, got 'same'"),
    "zero epochs": ({"epochs": 0}, UsageError, "epochs must be 1 or more"),
    "half an epoch": ({"epochs": 1.5}, BadInput, "epochs must be a whole number, got 1.5"),
    "zero batch": ({"batch_size": 0}, UsageError, "batch_size must be 1 or more"),
    "zero units": ({"hidden": (16, 0)}, UsageError, "1 unit or more"),
    "no layer": ({"hidden": ()}, UsageError, "one hidden layer or more"),
    "text layers": ({"hidden": "64"}, BadInput, "hidden must be whole numbers, got '64'"),
    "unknown optimiser": ({"optimizer": "adamw"}, UsageError, "choose one of: adam, sgd"),
    "unknown optimiser with rates": (
        {"optimizer": "adamw", "learning_rates": [0.1]},
        UsageError,
        "adam, sgd",
    ),
    "negative rate": ({"learning_rates": [-0.1]}, UsageError, "above zero, got -0.1"),
    "nan rate": ({"learning_rates": [float("nan")]}, UsageError, "got nan"),
    "text rate": ({"learning_rates": ["fast"]}, BadInput, "list of numbers"),
    "one rate, no list": ({"learning_rates": 0.1}, BadInput, "list of numbers, got 0.1"),
    "no rate": ({"learning_rates": []}, UsageError, "no learning rate"),
    "the same rate": ({"learning_rates": [0.1, 0.1]}, UsageError, "given twice"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_not_be_trained_is_refused_in_one_line(case):
    changes, kind, message = REFUSED[case]
    with pytest.raises(kind, match=message) as refused:
        plan(**changes)
    assert isinstance(refused.value, ActlasError)
    assert "\n" not in str(refused.value)


def test_nothing_is_loaded_before_the_plan_is_checked(tmp_path):
    with pytest.raises(UsageError, match="seeds"):
        actlas.compare(tmp_path / "there is no such file.csv", seeds=0)


def test_the_command_line_names_everything_that_was_asked_for():
    words = shlex.split(command("my data.csv", "price", None, plan(hidden=(16, 8))))
    assert words[:3] == ["actlas", "compare", "my data.csv"]
    options = dict(zip(words[3::2], words[4::2], strict=True))
    assert options == {
        "--target": "price",
        "--activations": "relu,elu(alpha=0.5)",
        "--hidden": "16,8",
        "--seeds": "2",
        "--tuning-seeds": "5",
        "--equal-within": "0.01",
        "--epochs": "3",
        "--optimizer": "adam",
        "--batch-size": "32",
        "--learning-rates": ",".join(str(rate) for rate in LEARNING_RATES["adam"]),
    }


@pytest.mark.parametrize(("data", "seeds"), [(([1], [2]), 2), ("iris", [5, 6])])
def test_where_no_command_line_can_say_it_the_python_call_does(data, seeds):
    said = command(data, None, None, plan(seeds=seeds))
    assert said.startswith("actlas.compare(")
    compile(said, "command", "eval")
    assert ("'iris'" in said) == isinstance(data, str)
