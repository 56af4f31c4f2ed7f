"""Which languages actlas speaks, which one it speaks now, and how that one writes numbers.

English is the text in the sources; every other language is a folder under `locale/` with one
compiled gettext catalogue, and is known as soon as the folder is there. This room imports
`actlas.errors` and the standard library alone, because everything else imports it; Babel is loaded
when the first number is written.
"""

from __future__ import annotations

import gettext
import math
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from actlas.errors import UsageError

__all__ = [
    "LANGUAGES",
    "LOCALE_FOLDER",
    "SOURCE_LANGUAGE",
    "current_language",
    "default_language",
    "format_number",
    "install_process_language",
    "mark",
    "ngettext",
    "translator",
    "use",
]

SOURCE_LANGUAGE = "en"
LOCALE_FOLDER = Path(__file__).parent / "locale"
_DOMAIN = "actlas"


def _discover(folder: Path) -> tuple[str, ...]:
    catalogues = folder.glob(f"*/LC_MESSAGES/{_DOMAIN}.mo")
    return tuple(sorted({SOURCE_LANGUAGE, *(file.parts[-3] for file in catalogues)}))


LANGUAGES = _discover(LOCALE_FOLDER)
"""The codes of the languages that actlas speaks, sorted: the source language and each catalogue."""

_chosen: ContextVar[str | None] = ContextVar("actlas_language", default=None)
_process_language = SOURCE_LANGUAGE


def default_language(environ: Mapping[str, str] = os.environ) -> str:
    """Return the language that the environment asks for, among those that actlas speaks.

    As in gettext, the first of LANGUAGE, LC_ALL, LC_MESSAGES and LANG that is set decides, and
    LANGUAGE may list several, the dearest first. Anything unknown gives English.

    Example:
        >>> default_language({"LANG": "es_MX.UTF-8"})
        'es'
        >>> default_language({"LC_ALL": "C", "LANG": "es_ES.UTF-8"})
        'en'
    """
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        wanted = environ.get(variable)
        if wanted:
            codes = (re.split(r"[_.@-]", each)[0].lower() for each in wanted.split(":"))
            return next((code for code in codes if code in LANGUAGES), SOURCE_LANGUAGE)
    return SOURCE_LANGUAGE


@cache
def translator(lang: str) -> Callable[[str], str]:
    """Return the function that says an English text of actlas in the language `lang`.

    A text that the catalogue lacks comes back as it is.

    Args:
        lang: one of `LANGUAGES`.

    Raises:
        UsageError: actlas does not speak `lang`.

    Example:
        >>> translator("en")("otherwise")
        'otherwise'
    """
    if lang not in LANGUAGES:
        raise UsageError(
            "there is no language {lang!r}; choose one of: {known}",
            lang=lang,
            known=", ".join(LANGUAGES),
        )
    if lang == SOURCE_LANGUAGE:
        return str
    catalogue = _catalogue(lang)

    def translate(message: str) -> str:
        # The empty text is the key of the catalogue's own header.
        return catalogue.gettext(message) if message else ""

    return translate


@cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    if lang == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    return gettext.translation(_DOMAIN, LOCALE_FOLDER, languages=[lang])


def current_language() -> str:
    """Return the language in use here: that of the nearest `use`, else that of the process."""
    return _chosen.get() or _process_language


def _(message: str) -> str:
    """Say an English text of actlas in the language in use at the moment of the call."""
    return translator(current_language())(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Say how many there are, in the language in use and in the form that it has for that number.

    Args:
        one: the English text for one, with the field {count}.
        many: the English text for any other number.
        count: the number, which fills the field.

    Example:
        >>> [ngettext("{count} sum", "{count} sums", count) for count in (0, 1, 2)]
        ['0 sums', '1 sum', '2 sums']
    """
    return _catalogue(current_language()).ngettext(one, many, count).format(count=count)


def mark(message: str) -> str:
    """Return `message` as it is, and have it gathered for translation; it is said later.

    Example:
        >>> mark("no difference found")
        'no difference found'
    """
    return message


@contextmanager
def use(lang: str) -> Iterator[None]:
    """Speak the language `lang` within a `with` block, in this thread or task alone.

    Raises:
        UsageError: actlas does not speak `lang`.

    Example:
        >>> with use("es"):
        ...     current_language()
        'es'
    """
    translator(lang)
    token = _chosen.set(lang)
    try:
        yield
    finally:
        _chosen.reset(token)


def install_process_language(lang: str) -> None:
    """Make `lang` the language of the whole process: every thread, gettext, child processes.

    It is for programs, not for libraries: the command line calls it once, before it imports
    Typer, which asks gettext's default domain for its own words, some of them while it is imported.

    Raises:
        UsageError: actlas does not speak `lang`.
    """
    global _process_language
    translator(lang)
    _process_language = lang
    # gettext finds the language of its default domain in the environment and nowhere else.
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain(_DOMAIN, str(LOCALE_FOLDER))
    gettext.textdomain(_DOMAIN)


def format_number(x: float, digits: int, lang: str, *, fixed: bool = False) -> str:
    """Return `x` as people who read `lang` write it.

    A whole number of type `int` is written in full. Any other number gets `digits` significant
    digits without trailing zeros (its whole part is never rounded), or, when `fixed`, exactly
    `digits` digits after the decimal sign. Magnitudes below 1e-4 and from 1e7 on are written with
    an exponent. Digits are not grouped, so that a number can be copied into a program.

    Args:
        x: a real number; NaN and the infinities have their signs.
        digits: at least 1 significant digit, or at least 0 decimals when `fixed`.
        lang: any language code that Babel knows.
        fixed: whether `digits` counts decimals, as a column of a table needs.

    Example:
        >>> format_number(0.97163, 3, "es"), format_number(0.5, 3, "en", fixed=True)
        ('0,972', '0.500')
        >>> format_number(0.00003, 3, "en"), format_number(1797.4, 3, "en")
        ('3e-5', '1797')
    """
    if isinstance(x, int):
        return str(x)
    x = float(x)
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "∞" if x > 0 else "-∞"
    from babel.numbers import get_decimal_symbol

    return _plain(x, digits, fixed).replace(".", get_decimal_symbol(lang))


def _plain(x: float, digits: int, fixed: bool) -> str:
    rounded = x if fixed else float(f"{x:.{digits - 1}e}")
    if x != 0 and not 1e-4 <= abs(rounded) < 1e7:
        mantissa, exponent = f"{x:.{digits if fixed else digits - 1}e}".split("e")
        return f"{mantissa if fixed else _trim(mantissa)}e{int(exponent)}"
    if fixed:
        return f"{x:.{digits}f}"
    power = math.floor(math.log10(abs(rounded))) if rounded else 0
    return _trim(f"{x:.{max(0, digits - 1 - power)}f}")


def _trim(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
