"""From arguments to an exit code: the language is chosen, the command runs, errors become a line.

0 says done, 1 that the work failed, 2 that it was asked for wrongly, 130 that Ctrl-C ended it and
141 that nobody read the output to its end (as the shell says of any program in a pipe).
"""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise

from actlas.errors import ActlasError, BadExpression
from actlas.language import LANGUAGES, _, default_language, install_process_language

DEBUG_VARIABLE = "ACTLAS_DEBUG"
FAILED, MISUSED, INTERRUPTED, UNREAD = 1, 2, 130, 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; nothing is raised.

    Args:
        arguments: what follows the program's name; those of the process when not given.

    Returns:
        0 done, 1 the work failed, 2 bad usage, 130 interrupted, 141 the reader went away.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that cannot write ∞ shows a question mark; it does not stop the work.
            stream.reconfigure(errors="replace")
    install_process_language(_language_asked_for(arguments))
    debug = bool(os.environ.get(DEBUG_VARIABLE))
    if not (debug or sys.warnoptions):
        warnings.simplefilter("ignore")
    try:
        return _run(arguments)
    except BrokenPipeError:
        # What is still buffered must go somewhere, or Python complains when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD
    except BaseException as error:  # noqa: BLE001  whatever happens, the user gets one line
        if debug:
            traceback.print_exc()
        kind, message, code = _account_of(error)
        pointer = error.pointer() if isinstance(error, BadExpression) else ""
        _tell(kind, message, code, pointer, as_json="--json" in _options(arguments))
        return code


def _run(arguments: list[str]) -> int:
    # Typer and Click look their own words up while they are imported: the language comes first.
    from click.exceptions import Exit

    from actlas.cli.app import build

    program = build()
    code = 0
    try:
        with program.make_context("actlas", arguments or ["--help"]) as context:
            program.invoke(context)
    except Exit as done:
        code = done.exit_code
    sys.stdout.flush()
    return code


def _options(arguments: Sequence[str]) -> list[str]:
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return list(arguments[:end])


def _language_asked_for(arguments: Sequence[str]) -> str:
    """Return the language of the last `--lang`; Click refuses an unknown one later."""
    asked = default_language()
    options = [*_options(arguments), ""]
    for option, following in pairwise(options):
        name, equals, value = option.partition("=")
        value = value if equals else following
        if name == "--lang" and value in LANGUAGES:
            asked = value
    return asked


def _account_of(error: BaseException) -> tuple[str, str, int]:
    """Return an error's kind, its message in the user's language, and the exit code."""
    from click import ClickException, UsageError

    kind = type(error).__name__
    if isinstance(error, KeyboardInterrupt):
        return "Interrupted", _("interrupted"), INTERRUPTED
    if isinstance(error, ActlasError):
        return kind, error.render(_), error.exit_code
    if isinstance(error, UsageError):
        message = " ".join(error.format_message().split())
        if error.ctx is not None:
            hint = _("see {command} --help").format(command=error.ctx.command_path)
            message = f"{message.rstrip('.')}; {hint}"
        return "UsageError", message, MISUSED
    if isinstance(error, ClickException):
        return "UsageError", " ".join(error.format_message().split()), MISUSED
    message = _("unexpected {kind}: {text}; set {variable}=1 to see the traceback").format(
        kind=kind, text=" ".join(str(error).split()), variable=DEBUG_VARIABLE
    )
    return kind, message, FAILED


def _tell(kind: str, message: str, code: int, pointer: str, *, as_json: bool) -> None:
    line = message if code == INTERRUPTED else _("Error: {message}").format(message=message)
    sys.stderr.write(f"{line}\n{pointer}\n" if pointer else f"{line}\n")
    if as_json:
        from actlas.cli.output import write_json

        # Where even this cannot be written, the line on stderr has said why.
        with suppress(OSError):
            write_json({"error": {"kind": kind, "message": message, "exit_code": code}})
