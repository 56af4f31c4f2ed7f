"""Languages: found, chosen, spoken; and numbers as each one writes them."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import Callable

import pytest

from actlas import language
from actlas.errors import UsageError
from actlas.language import (
    _,
    current_language,
    default_language,
    format_number,
    ngettext,
    translator,
    use,
)

OTHERWISE = "otherwise"
EN_OTRO_CASO = "en otro caso"


def test_the_languages_are_english_and_the_folders_of_catalogues() -> None:
    assert language.LANGUAGES == ("en", "es")


def test_a_catalogue_in_a_new_folder_is_a_new_language(tmp_path) -> None:
    folder = tmp_path / "pt" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (tmp_path / "fr" / "LC_MESSAGES").mkdir(parents=True)
    (folder / "actlas.mo").write_bytes(b"")
    assert language._discover(tmp_path) == ("en", "pt")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "en"),
        ({"LANG": "es_ES.UTF-8"}, "es"),
        ({"LANG": "es"}, "es"),
        ({"LANG": "es-MX"}, "es"),
        ({"LANG": "es@euro"}, "es"),
        ({"LANG": "ES_es"}, "es"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "estonian"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LC_MESSAGES": "es_AR", "LANG": "en_US"}, "es"),
        ({"LC_ALL": "en_GB", "LC_MESSAGES": "es_AR"}, "en"),
        ({"LC_ALL": "", "LANG": "es_ES"}, "es"),
        ({"LANGUAGE": "es", "LC_ALL": "en_US.UTF-8"}, "es"),
        ({"LANGUAGE": "fr:es:en", "LANG": "en_US"}, "es"),
        ({"LANGUAGE": "en:es", "LANG": "es_ES"}, "en"),
        ({"LANGUAGE": "fr", "LANG": "es_ES"}, "en"),
    ],
)
def test_the_default_language_is_read_from_the_environment_as_gettext_reads_it(
    environ: dict[str, str], expected: str
) -> None:
    assert default_language(environ) == expected


def test_the_environment_of_the_process_is_the_default_one(monkeypatch) -> None:
    monkeypatch.setenv("LANGUAGE", "es")
    assert default_language() == "es"


def test_english_is_the_text_of_the_sources() -> None:
    assert translator("en")(OTHERWISE) == OTHERWISE


def test_spanish_comes_from_its_catalogue() -> None:
    assert translator("es")(OTHERWISE) == EN_OTRO_CASO


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_what_the_catalogue_lacks_is_said_as_it_stands(lang: str) -> None:
    assert translator(lang)("a text that nobody ever wrote") == "a text that nobody ever wrote"
    assert translator(lang)("") == ""


def test_an_unknown_language_is_refused_with_the_list_of_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        translator("tlh")
    assert str(caught.value) == "there is no language 'tlh'; choose one of: en, es"
    said = caught.value.render(translator("es"))
    assert said == "no hay ningún idioma 'tlh'; elige uno de: en, es"


def test_a_text_is_said_in_the_language_in_use_when_it_is_said() -> None:
    assert _(OTHERWISE) == OTHERWISE
    with use("es"):
        assert _(OTHERWISE) == EN_OTRO_CASO
        with use("en"):
            assert _(OTHERWISE) == OTHERWISE
        assert _(OTHERWISE) == EN_OTRO_CASO
    assert _(OTHERWISE) == OTHERWISE


def test_a_language_is_put_back_when_its_block_fails() -> None:
    with pytest.raises(ZeroDivisionError), use("es"):
        raise ZeroDivisionError
    assert current_language() == "en"


def test_an_unknown_language_cannot_be_used() -> None:
    with pytest.raises(UsageError), use("tlh"):
        pass  # pragma: no cover


def test_a_language_is_used_in_its_own_thread_alone() -> None:
    heard: list[str] = []
    with use("es"):
        thread = threading.Thread(target=lambda: heard.append(current_language()))
        thread.start()
        thread.join()
    assert heard == ["en"]


def test_two_tasks_speak_their_own_languages() -> None:
    async def speak(lang: str) -> str:
        with use(lang):
            await asyncio.sleep(0)
            return _(OTHERWISE)

    async def both() -> list[str]:
        return await asyncio.gather(speak("es"), speak("en"))

    assert asyncio.run(both()) == [EN_OTRO_CASO, OTHERWISE]


def test_a_language_of_the_process_reaches_threads_gettext_and_child_processes(
    fresh_python: Callable[[str], str],
) -> None:
    said = fresh_python(
        """
        import gettext, os, threading
        from actlas.language import _, install_process_language, use
        install_process_language("es")
        print(gettext.gettext("otherwise"), os.environ["LANGUAGE"], sep="|")
        thread = threading.Thread(target=lambda: print(_("otherwise")))
        thread.start(); thread.join()
        with use("en"):
            print(_("otherwise"))
        install_process_language("en")
        print(gettext.gettext("otherwise"))
        """
    )
    assert said.splitlines() == ["en otro caso|es", "en otro caso", "otherwise", "otherwise"]


def test_the_process_refuses_an_unknown_language() -> None:
    with pytest.raises(UsageError):
        language.install_process_language("tlh")


def test_what_is_counted_has_the_form_that_the_language_has_for_the_number() -> None:
    counts = (0, 1, 2)
    assert [ngettext("{count} fresh seed", "{count} fresh seeds", each) for each in counts] == [
        "0 fresh seeds",
        "1 fresh seed",
        "2 fresh seeds",
    ]
    with use("es"):
        assert [ngettext("{count} fresh seed", "{count} fresh seeds", each) for each in counts] == [
            "0 semillas nuevas",
            "1 semilla nueva",
            "2 semillas nuevas",
        ]


def test_marking_a_text_changes_nothing() -> None:
    assert language.mark(OTHERWISE) == OTHERWISE


@pytest.mark.parametrize(
    ("x", "digits", "english", "spanish"),
    [
        (0.0, 3, "0", "0"),
        (0.5, 3, "0.5", "0,5"),
        (0.97163, 3, "0.972", "0,972"),
        (-0.6321, 2, "-0.63", "-0,63"),
        (1797.4, 3, "1797", "1797"),
        (12.25, 3, "12.2", "12,2"),
        (99.96, 3, "100", "100"),
        (0.0001, 3, "0.0001", "0,0001"),
        (0.000031415, 3, "3.14e-5", "3,14e-5"),
        (0.00003, 3, "3e-5", "3e-5"),
        (9999999.6, 8, "9999999.6", "9999999,6"),
        (9999999.6, 3, "1e7", "1e7"),
        (3.25e12, 3, "3.25e12", "3,25e12"),
        (1797, 3, "1797", "1797"),
        (123456789, 3, "123456789", "123456789"),
        (math.nan, 3, "NaN", "NaN"),
        (math.inf, 3, "∞", "∞"),
        (-math.inf, 3, "-∞", "-∞"),
    ],
)
def test_numbers_are_written_with_significant_digits_and_the_language_s_decimal_sign(
    x: float, digits: int, english: str, spanish: str
) -> None:
    assert format_number(x, digits, "en") == english
    assert format_number(x, digits, "es") == spanish


@pytest.mark.parametrize(
    ("x", "digits", "english", "spanish"),
    [
        (0.0, 3, "0.000", "0,000"),
        (0.5, 3, "0.500", "0,500"),
        (-0.6321, 4, "-0.6321", "-0,6321"),
        (12.0, 0, "12", "12"),
        (0.00001, 3, "1.000e-5", "1,000e-5"),
        (2.5e9, 1, "2.5e9", "2,5e9"),
        (math.nan, 3, "NaN", "NaN"),
    ],
)
def test_numbers_of_a_column_have_as_many_decimals_as_are_asked_for(
    x: float, digits: int, english: str, spanish: str
) -> None:
    assert format_number(x, digits, "en", fixed=True) == english
    assert format_number(x, digits, "es", fixed=True) == spanish


def test_the_room_loads_nothing_but_the_standard_library(
    fresh_python: Callable[[str], str],
) -> None:
    said = fresh_python(
        """
        import sys
        import actlas.language
        foreign = ("babel", "numpy", "torch", "sympy", "typer", "rich")
        print([name for name in foreign if name in sys.modules])
        """
    )
    assert said.strip() == "[]"
