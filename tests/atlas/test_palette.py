"""Colours can be read by everyone, on light and on dark paper."""

from __future__ import annotations

import pytest

from actlas.atlas.palette import DARK, LIGHT, STAND_IN, variables


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """WCAG's ratio, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_the_contrast_that_wcag_asks_for(palette):
    for behind in (palette.paper, palette.wash):
        for text in (palette.ink, palette.muted, palette.accent):
            assert contrast(text, behind) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_curves_stand_out_from_the_paper(palette):
    for colour in (palette.accent, palette.slope, *palette.series):
        assert contrast(colour, palette.paper) >= 3


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_no_two_series_share_a_colour(palette):
    assert len(set(palette.series)) == 8


def test_every_purpose_has_a_stand_in_of_its_own():
    stand_ins = variables(STAND_IN)
    assert stand_ins.keys() == variables(LIGHT).keys()
    assert len(set(stand_ins.values())) == len(stand_ins)
    assert not set(stand_ins.values()) & set(variables(LIGHT).values())
