"""Whatever is asked wrongly: one line in the user's language that says what to do, before work."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CASES = {
    "an unknown activation": (
        ["show", "elo"],
        ("did you mean elu", "¿querías decir elu"),
    ),
    "an unknown activation to compare": (
        ["compare", "--activations", "relu,sigmiod"],
        ("did you mean sigmoid, ", "¿querías decir sigmoid, "),
    ),
    "a parameter that is not a number": (
        ["eval", "elu", "1", "--set", "alpha=nan"],
        ("alpha of elu must be a number", "alpha de elu debe ser un número"),
    ),
    "a parameter that is text": (
        ["show", "elu", "--set", "alpha=big"],
        ("got 'big'", "se recibió 'big'"),
    ),
    "a text in a specification": (
        ["compare", "--activations", "elu(alpha=big)"],
        ("'big' is not a number", "'big' no es un número"),
    ),
    "a parameter that there is not": (
        ["show", "elu", "--set", "beta=1"],
        ("it takes: alpha", "admite: alpha"),
    ),
    "no assignment": (
        ["show", "elu", "--set", "alpha"],
        ("as in --set alpha=0.5", "como en --set alpha=0.5"),
    ),
    "softmax without dim": (
        ["eval", "softmax", "1", "2"],
        ("softmax needs dim", "softmax necesita dim"),
    ),
    "softmax without dim to compare": (
        ["compare", "--activations", "relu,softmax"],
        ("softmax needs dim", "softmax necesita dim"),
    ),
    "a dimension that a vector has not": (
        ["eval", "softmax", "1", "2", "--dim", "1"],
        ("write --dim 0", "escribe --dim 0"),
    ),
    "a value that is no number": (
        ["eval", "elu", "0,5"],
        ("with a decimal point", "con punto decimal"),
    ),
    "no values": (
        ["eval", "elu"],
        ("Missing argument", "Falta el argumento"),
    ),
    "a missing file": (
        ["compare", "nowhere.csv", "--target", "y"],
        ("there is no file nowhere.csv", "no existe el archivo nowhere.csv"),
    ),
    "an unknown data set": (
        ["compare", "digit"],
        ("did you mean digits?", "¿querías decir digits?"),
    ),
    "a file without a target": (
        ["compare", "good.csv"],
        ("the columns are x, y", "las columnas son x, y"),
    ),
    "no such target": (
        ["compare", "good.csv", "--target", "z"],
        ("columns are x, y", "columnas son x, y"),
    ),
    "one class only": (
        ["compare", "single.csv", "--target", "y"],
        ("there is nothing to tell apart", "no hay nada que distinguir"),
    ),
    "an empty file": (
        ["compare", "empty.csv", "--target", "y"],
        ("empty.csv is empty", "empty.csv está vacío"),
    ),
    "a file of headings alone": (
        ["compare", "headings.csv", "--target", "y"],
        ("column names but no rows", "ninguna fila"),
    ),
    "garbage instead of a table": (
        ["compare", "garbage.csv", "--target", "y"],
        ("save it as CSV", "guárdalo como CSV"),
    ),
    "text where numbers are to be predicted": (
        ["compare", "words.csv", "--target", "y", "--task", "regression"],
        ("leave the task out", "no indiques la tarea"),
    ),
    "a target for data that have one": (
        ["compare", "iris", "--target", "y"],
        ("its own target", "su propio objetivo"),
    ),
    "a report in a folder that there is not": (
        ["compare", "--out", "nowhere/report.html"],
        ("there is no folder", "no existe la carpeta"),
    ),
    "a report in place of a folder": (
        ["compare", "--out", "."],
        ("choose another name", "elige otro nombre"),
    ),
    "a plot in a folder that there is not": (
        ["show", "elu", "--plot", "nowhere/elu.png"],
        ("there is no folder", "no existe la carpeta"),
    ),
    "a plot of an unknown kind": (
        ["show", "elu", "--plot", "elu.bmp"],
        (".png or .svg", ".png o .svg"),
    ),
    "zero seeds": (
        ["compare", "--seeds", "0"],
        ("must be 1 or more", "debe ser 1 o más"),
    ),
    "seeds that are no number": (
        ["compare", "--seeds", "many"],
        ("'many' is not a whole number", "'many' no es un número entero"),
    ),
    "zero epochs": (
        ["compare", "--epochs", "0"],
        ("epochs must be 1 or more", "epochs debe ser 1 o más"),
    ),
    "a layer without units": (
        ["compare", "--hidden", "64,0"],
        ("each of 1 unit or more", "cada una de 1 o más unidades"),
    ),
    "layers that are no numbers": (
        ["compare", "--hidden", "wide"],
        ("such as 64,64", "como 64,64"),
    ),
    "a negative learning rate": (
        ["compare", "--learning-rates", "-0.1"],
        ("above zero", "mayor que cero"),
    ),
    "learning rates that are no numbers": (
        ["compare", "--learning-rates", "fast"],
        ("such as 0.001,0.01", "como 0.001,0.01"),
    ),
    "an unknown optimiser": (
        ["compare", "--optimizer", "lion"],
        ("choose one of: adam, sgd", "elige uno de: adam, sgd"),
    ),
    "an unknown task": (
        ["compare", "good.csv", "--target", "y", "--task", "guess"],
        ("choose binary, classes", "elige binary, classes"),
    ),
    "an empty list of activations": (
        ["compare", "--activations", ","],
        ("name one or more", "nombra una o más"),
    ),
    "a style for an activation": (
        ["code", "elu", "--style", "module"],
        ("leave them out", "quítalas"),
    ),
    "an unknown style": (
        ["code", "network", "--style", "poetic"],
        ("got 'poetic'", "se recibió 'poetic'"),
    ),
    "a hidden activation without dim": (
        ["code", "network", "--activation", "softmax"],
        ("softmax needs dim", "softmax necesita dim"),
    ),
    "an unknown activation to time": (
        ["bench", "elo"],
        ("did you mean elu", "¿querías decir elu"),
    ),
    "no activation to time": (
        ["bench", ","],
        ("name one or more activations", "nombra una o más activaciones"),
    ),
    "a size of zero": (
        ["bench", "--sizes", "1000,0"],
        (
            "a size is a whole number of 1 or more, got 0",
            "un tamaño es un número entero de 1 o más",
        ),
    ),
    "a size that is no whole number": (
        ["bench", "--sizes", "1e6"],
        ("whole numbers separated by commas", "números enteros separados por comas"),
    ),
    "a size that no memory holds": (
        ["bench", "--sizes", "1000000000000000"],
        ("take smaller sizes", "elige tamaños menores"),
    ),
    "an unknown peer": (
        ["bench", "--peers", "torch,keras"],
        ("there is no peer 'keras'; choose from: torch", "no existe el rival 'keras'; elige entre"),
    ),
    "a misspelled peer": (
        ["bench", "--peers", "trch"],
        ("did you mean torch? Choose from: torch", "¿querías decir torch? Elige entre: torch"),
    ),
    "no peer": (
        ["bench", "--peers", ""],
        ("name one or more peers", "nombra uno o más rivales"),
    ),
    "no threads": (
        ["bench", "--threads", "0"],
        ("threads must be 1 or more, got 0", "threads debe ser 1 o más"),
    ),
    "no rounds": (
        ["bench", "--rounds", "0"],
        ("rounds must be 1 or more, got 0", "rounds debe ser 1 o más"),
    ),
    "an unknown device": (
        ["bench", "--device", "tpu"],
        ("choose one of: cpu, cuda", "elige uno de: cpu, cuda"),
    ),
    "a device that is not here": (
        ["bench", "--device", "cuda"],
        ("finds no CUDA device here; take --device cpu", "usa --device cpu"),
    ),
    "a plot of speeds of an unknown kind": (
        ["bench", "--svg", "speed.bmp"],
        (".png or .svg", ".png o .svg"),
    ),
    "a plot of speeds in a folder that there is not": (
        ["bench", "--svg", "nowhere/speed.svg"],
        ("there is no folder", "no existe la carpeta"),
    ),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with files that are good for nothing, and one that is good."""
    files = {
        "good.csv": "x,y\n" + "".join(f"{i},{i % 2}\n" for i in range(60)),
        "single.csv": "x,y\n" + "".join(f"{i},same\n" for i in range(60)),
        "words.csv": "x,y\n" + "".join(f"{i},w{i % 5}\n" for i in range(60)),
        "empty.csv": "",
        "headings.csv": "x,y\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "garbage.csv").write_bytes(bytes(range(256)) * 4)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def no_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make work impossible, and CUDA with it: what is refused is refused before."""
    monkeypatch.setattr("actlas.training.train", lambda *_: pytest.fail("it began to train"))
    monkeypatch.setattr("actlas.bench.measure", lambda *_: pytest.fail("it began to measure"))
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)


@pytest.mark.usefixtures("no_training")
@pytest.mark.parametrize("place", [0, 1], ids=["en", "es"])
@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_refused_in_one_line_before_any_work(
    run, folder: Path, case: str, place: int
) -> None:
    arguments, said = CASES[case]
    before = sorted(folder.iterdir())
    done = run(*arguments, "--lang", ("en", "es")[place])
    assert (done.code, done.out) == (2, "")
    (line,) = done.err.splitlines()
    assert line.startswith("Error: ")
    assert said[place] in line
    assert sorted(folder.iterdir()) == before


@pytest.mark.usefixtures("no_training")
def test_a_place_where_nobody_may_write_is_refused_before_training(run, folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o555)
    if os.access(closed, os.W_OK):  # root may write anywhere but where the system itself says no
        closed = Path("/proc/self")
        if not closed.is_dir():
            pytest.skip("no place on this system is closed to this user")
    done = run("compare", "--out", str(closed / "report.html"))
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert "choose another" in done.err


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("arguments", [["show", "elo"], ["list", "--nonsense"], ["nonsense"]])
def test_as_a_user_sees_it_there_is_no_traceback(actlas, arguments: list[str], lang: str) -> None:
    done = actlas(*arguments, LANGUAGE=lang)
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert "Traceback" not in done.err
