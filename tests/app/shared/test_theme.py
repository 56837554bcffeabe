"""Both schemes: text is readable, colour-blind eyes distinguish the meanings too, no page has colours of its own."""

import re
import tomllib
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest

from app.shared import theme
from app.shared.theme import DARK, LIGHT, Palette, contrast
from tagrid.core.overlay import REFERENCE

BOTH = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
TEXT, LARGE = 4.5, 3.0  # WCAG 2.2, level AA: text; large text and marks
# Machado, Oliveira, Fernandes (2009), full protanopia, deuteranopia and tritanopia, on linear RGB.
EYES = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "usual": np.eye(3).tolist(),
}


def _lab(color: str, eyes: str) -> np.ndarray:
    """Return CIELAB of a colour as some eyes see it (D65)."""
    rgb = np.array([int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(EYES[eyes]) @ linear, 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(to_xyz @ seen / np.array([0.9505, 1.0, 1.089]))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def _apart(one: str, other: str, eyes: str) -> float:
    return float(np.linalg.norm(_lab(one, eyes) - _lab(other, eyes)))


def test_a_colour_judges_a_grade_and_nothing_else():
    grades, states = SimpleNamespace(values=["A", "B", "E"]), SimpleNamespace(values=["healthy", "not_examined"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(theme, "palette", lambda: LIGHT)
        assert theme.grade_colors(grades) == {"A": LIGHT.risk[0], "B": LIGHT.risk[1], "E": LIGHT.risk[4]}
        assert theme.grade_colors(states) == {}
        assert set(theme.value_colors(states)) == {"healthy", "not_examined", "unknown"}


def test_contrast_is_that_of_the_guideline():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@BOTH
@pytest.mark.parametrize("text", ["ink", "muted", "accent", "good_text", "attention_text", "bad_text"])
@pytest.mark.parametrize("ground", ["ground", "side", "paper"])
def test_every_text_can_be_read_on_every_ground(palette: Palette, text, ground):
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= TEXT


@BOTH
def test_text_on_the_accent_and_on_a_hit_can_be_read(palette: Palette):
    assert contrast(palette.paper, palette.accent) >= TEXT
    assert contrast(palette.ink, palette.mark) >= TEXT


@BOTH
@pytest.mark.parametrize("mark", ["accent", "good", "bad"])
def test_marks_that_carry_a_meaning_stand_out_from_the_ground(palette: Palette, mark):
    assert contrast(getattr(palette, mark), palette.ground) >= LARGE


@BOTH
@pytest.mark.parametrize("eyes", EYES)
def test_risk_bands_differ_by_all_eyes(palette: Palette, eyes):
    for one, other in combinations(palette.risk, 2):
        assert _apart(one, other, eyes) >= 12, (one, other)
    for one, other in combinations((palette.good, palette.attention, palette.bad), 2):
        assert _apart(one, other, eyes) >= 20, (one, other)


@BOTH
def test_a_sequence_goes_one_way_in_lightness_away_from_the_ground(palette: Palette):
    light = [_lab(color, "usual")[0] for color in palette.sequence]
    steps = np.diff(light) * (1 if light[0] < light[-1] else -1)
    assert steps.min() >= 4
    assert contrast(palette.sequence[-1], palette.ground) > contrast(palette.sequence[0], palette.ground)


@BOTH
def test_words_on_bars_can_be_read(palette: Palette):
    assert contrast(palette.ink, palette.base) >= TEXT
    assert contrast(palette.ink, palette.unknown) >= TEXT


def test_streamlits_own_colours_are_those_of_the_palettes():
    config = tomllib.loads((REFERENCE / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    for name, palette in (("light", LIGHT), ("dark", DARK)):
        assert config[name] == {
            "primaryColor": palette.accent,
            "backgroundColor": palette.ground,
            "secondaryBackgroundColor": palette.side,
            "textColor": palette.ink,
            "linkColor": palette.accent,
            "borderColor": palette.line,
        }


def test_no_page_has_a_colour_of_its_own():
    for path in (REFERENCE / "app").rglob("*.py"):
        if path.name != "theme.py":
            found = re.findall(r"[\"' :]#[0-9a-fA-F]{3,8}\b", path.read_text(encoding="utf-8"))
            assert not found, (path, found)
    for path in (REFERENCE / "app").rglob("*.css"):
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text(encoding="utf-8")), path


def test_every_colour_that_a_style_names_is_in_the_palette():
    names = {f"--tg-{name.replace('_', '-')}" for name, one in vars(LIGHT).items() if isinstance(one, str)}
    files = [*(REFERENCE / "app").rglob("*.css"), *(REFERENCE / "app").rglob("*.py")]
    used = {name for path in files for name in re.findall(r"var\((--tg-[a-z-]+)\)", path.read_text(encoding="utf-8"))}
    assert used <= names


def test_a_colour_that_is_not_there_is_an_error_like_any_other():
    with pytest.raises(AttributeError, match="PURPLE"):
        theme.PURPLE  # noqa: B018
