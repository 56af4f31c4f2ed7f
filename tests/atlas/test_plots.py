"""Pictures of f and f′: true to the activation, honest at kinks, and gone without a trace."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure

import actlas
from actlas.atlas import plots
from actlas.atlas.curves import curves
from actlas.errors import OutputError

ELEMENTWISE = [name for name in actlas.names() if actlas.get(name).elementwise]
KINKED = ["elu(alpha=0.5)", "leaky_relu", "relu"]


def lines_called(ax, label):
    return [line for line in ax.get_lines() if line.get_label() == label]


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_a_plot_shows_the_values_and_the_slopes_of_the_activation(name):
    activation = actlas.get(name)
    ax = plots.draw(activation)
    for label, function in (("f(z)", activation), ("f′(z)", activation.prime)):
        (line,) = lines_called(ax, label)
        z, y = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())
        assert z.min() == -5 and z.max() == 5 and len(z) > 500
        # Where the curve breaks, both sides are drawn at one place.
        places, count = np.unique(z, return_counts=True)
        drawn = ~np.isnan(y) & ~np.isin(z, places[count > 1])
        np.testing.assert_allclose(y[drawn], function(z[drawn]), rtol=0, atol=1e-12)


@pytest.mark.parametrize("label", KINKED)
def test_where_the_slope_jumps_no_line_joins_the_two_sides(label):
    activation = actlas.get(label)
    ((slopes,), places) = curves(activation)[1], activation.properties.kinks
    assert places
    for place in places:
        at = np.flatnonzero(slopes.z == place)
        left, gap, right = slopes.y[at]
        assert np.isnan(gap)
        assert left == pytest.approx(activation.prime(place - 1e-6), abs=1e-5)
        assert right == pytest.approx(activation.prime(place + 1e-6), abs=1e-5)


@pytest.mark.parametrize("label", KINKED)
def test_the_chosen_slope_is_a_full_dot_and_the_other_end_an_empty_one(label):
    activation = actlas.get(label)
    ax = plots.draw(activation)
    dots = lines_called(ax, "_f′(z)")
    full = [dot for dot in dots if dot.get_markerfacecolor() == dot.get_color()]
    empty = [dot for dot in dots if dot not in full]
    assert [(dot.get_xdata()[0], dot.get_ydata()[0]) for dot in full] == [
        (place, activation.prime(place)) for place in activation.properties.kinks
    ]
    assert [dot.get_ydata()[0] for dot in empty] == [pytest.approx(1.0)]


@pytest.mark.parametrize("label", ["elu", "tanh", "linear"])
def test_a_slope_without_jumps_is_one_line_without_dots(label):
    ((slopes,),) = (curves(actlas.get(label))[1],)
    assert not np.isnan(slopes.y).any()
    assert slopes.closed == () and slopes.open == ()


def test_a_value_that_jumps_is_interrupted_too(tmp_path, monkeypatch):
    (tmp_path / "definitions").mkdir()
    (tmp_path / "definitions" / "stairs.py").write_text(
        '"""Stairs: 0 up to 1, then 2."""\n'
        "from actlas.definition import Elementwise, Piece\n"
        'definition = Elementwise(pieces=(Piece("2", "z > 1"), Piece("0")), references=())\n'
    )
    monkeypatch.setenv("ACTLAS_PATH", str(tmp_path))
    (values,), (slopes,) = curves(actlas.get("stairs"))
    assert values.closed == ((1.0, 0.0),) and values.open == ((1.0, 2.0),)
    assert not np.isnan(slopes.y).any()


def test_a_vector_activation_is_shown_on_a_vector_and_says_so():
    ax = plots.draw(actlas.get("softmax"))
    labels = ax.get_legend_handles_labels()[1]
    assert labels == ["s₁", "s₂ = s₃", "∂s₁/∂z", "∂s₂/∂z = ∂s₃/∂z"]
    assert ax.get_xlabel() == "z, in the vector (z, 0, 0)"
    (first,) = lines_called(ax, "s₁")
    middle = np.asarray(first.get_ydata())[len(first.get_xdata()) // 2]
    assert middle == pytest.approx(1 / 3)
    (slope,) = lines_called(ax, "∂s₂/∂z = ∂s₃/∂z")
    assert np.asarray(slope.get_ydata())[len(slope.get_xdata()) // 2] == pytest.approx(-1 / 9)


def test_a_plot_goes_on_the_axes_that_are_given():
    ax = Figure().add_subplot()
    assert actlas.get("elu", alpha=0.5).plot(ax) is ax
    assert ax.get_title() == "elu(alpha=0.5)"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["f(z)", "f′(z)"]


def test_text_stands_out_from_dark_axes():
    figure = Figure()
    ax = figure.add_subplot(facecolor="black")
    plots.draw(actlas.get("relu"), ax)
    assert sum(matplotlib.colors.to_rgb(ax.title.get_color())) > 2


def test_numbers_have_the_decimal_sign_of_the_language():
    def ticks(lang):
        ax = plots.draw_figure(actlas.get("sigmoid"), lang).axes[0]
        return {ax.yaxis.get_major_formatter()(0.5), ax.xaxis.get_major_formatter()(-2.5)}

    assert ticks("en") == {"0.5", "−2.5"}
    assert ticks("es") == {"0,5", "−2,5"}


def test_drawing_and_saving_leave_no_trace_in_matplotlib(fresh_python, tmp_path):
    out = fresh_python(f"""
        import sys
        import actlas
        from actlas.atlas import plots
        import matplotlib
        matplotlib.rcParams["font.size"] = 17
        before = dict(matplotlib.rcParams)
        actlas.get("elu").plot()
        plots.save(actlas.get("elu"), {str(tmp_path / "elu.png")!r})
        print("matplotlib.pyplot" in sys.modules, dict(matplotlib.rcParams) == before)
    """)
    assert out.split() == ["False", "True"]


@pytest.mark.parametrize("suffix", ["png", "SVG"])
def test_a_saved_picture_is_the_same_every_time(tmp_path, suffix):
    for name in ("one", "two"):
        plots.save(actlas.get("relu"), tmp_path / f"{name}.{suffix}")
    one, two = ((tmp_path / f"{name}.{suffix}").read_bytes() for name in ("one", "two"))
    assert one == two
    if suffix == "png":
        assert one.startswith(b"\x89PNG")
    else:
        assert ElementTree.fromstring(one).tag.endswith("svg")
    assert sorted(each.name for each in tmp_path.iterdir()) == [f"one.{suffix}", f"two.{suffix}"]


def test_saving_does_not_depend_on_the_users_style(tmp_path):
    plots.save(actlas.get("relu"), tmp_path / "plain.svg")
    with matplotlib.rc_context(
        {"axes.facecolor": "black", "font.size": 30, "svg.fonttype": "none"}
    ):
        plots.save(actlas.get("relu"), tmp_path / "styled.svg")
    assert (tmp_path / "plain.svg").read_bytes() == (tmp_path / "styled.svg").read_bytes()


@pytest.mark.parametrize("name", ["elu.bmp", "elu", "png"])
def test_another_ending_is_refused_with_the_endings_there_are(tmp_path, name):
    with pytest.raises(OutputError, match=r"must end in \.png or \.svg, got"):
        plots.save(actlas.get("elu"), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_picture_is_not_written_into_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(OutputError, match="there is no folder"):
        plots.save(actlas.get("elu"), Path(tmp_path, "nowhere", "elu.png"))
    assert list(tmp_path.iterdir()) == []
