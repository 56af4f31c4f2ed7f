"""The data sets that come with scikit-learn: real, small, and there without a network."""

from __future__ import annotations

import numpy as np

from actlas.data.dataset import Dataset, Task

# How each is predicted. scikit-learn keeps the rest, under load_<name>.
TASKS: dict[str, Task] = {
    "breast_cancer": "binary",
    "diabetes": "regression",
    "digits": "classes",
    "iris": "classes",
    "wine": "classes",
}


def bundled(name: str) -> Dataset:
    """Return the bundled data set `name`, one of the keys of `TASKS`.

    Example:
        >>> bundled("iris").x.shape
        (150, 4)
    """
    from sklearn import datasets

    source = getattr(datasets, f"load_{name}")()
    task = TASKS[name]
    regression = task == "regression"
    return Dataset(
        name=name,
        x=np.asarray(source.data, dtype=np.float64),
        y=np.asarray(source.target, dtype=np.float64 if regression else np.int64),
        task=task,
        classes=() if regression else tuple(str(label) for label in source.target_names),
        features=tuple(str(feature) for feature in source.feature_names),
        target="target",
        imputed={},
        dropped_rows=0,
        notes=(),
    )
