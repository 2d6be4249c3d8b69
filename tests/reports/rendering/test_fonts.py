"""Which file serves which role, and what is said when one is missing."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from reports.rendering import fonts


@pytest.fixture
def folders(tmp_path, settings):
    """A bureau's folder and a set-up's folder, empty."""
    own, fandol = tmp_path / "own", tmp_path / "fandol"
    own.mkdir()
    fandol.mkdir()
    settings.FONT_DIR, settings.FANDOL_DIR = str(own), fandol
    fonts.font_files.cache_clear()
    yield own, fandol
    fonts.font_files.cache_clear()


def test_without_any_folder_the_wheel_serves_and_the_check_says_so(folders) -> None:
    assert set(fonts.current_files().values()) == {fonts.SERIF, fonts.SANS}
    assert fonts.missing_fonts() == ["小标宋", "仿宋", "楷体"]


def test_the_bureaus_own_fonts_come_first(folders) -> None:
    own, fandol = folders
    for name in ("方正小标宋简体.ttf", "simfang.ttf", "simkai.ttf", "times.ttf", "readme.txt"):
        (own / name).touch()
    (fandol / "FandolFang-Regular.otf").touch()
    (fandol / "FandolSong-Regular.otf").touch()
    files = fonts.current_files()
    assert files["doc-title"].name == "方正小标宋简体.ttf"
    assert files["doc-fang"].name == "simfang.ttf"
    assert files["doc-latin"].name == "times.ttf"
    assert files["doc-song"].name == "FandolSong-Regular.otf"
    assert fonts.missing_fonts() == []


def test_a_folder_that_is_not_there_is_no_error(settings) -> None:
    settings.FONT_DIR = "/nowhere"
    assert fonts.current_files()["doc-serif"] == fonts.SERIF


def test_collections_are_left_out(folders) -> None:
    own, _ = folders
    (own / "simsun.ttc").touch()
    assert fonts.current_files()["doc-song"] == fonts.SERIF


def test_latin_face_has_ascii_and_nothing_else() -> None:
    from io import BytesIO

    with TTFont(BytesIO(fonts.latin_face(fonts.SERIF))) as font:
        assert set(font.getBestCmap()) == set(fonts.ASCII)
    assert fonts.latin_face.__wrapped__(fonts.SERIF) == fonts.latin_face(fonts.SERIF)


def test_unprintable_names_the_characters_no_face_has() -> None:
    assert fonts.unprintable("上海𠮷医保𠮷☑ 100%≥囧\n　") == "𠮷☑"


def test_rules_name_only_files_given() -> None:
    rules = fonts.font_face_rules({"doc-x": Path("/fonts/a b.otf")})
    assert rules == '@font-face{font-family:"doc-x";src:url("file:///fonts/a%20b.otf?doc-x")}'
