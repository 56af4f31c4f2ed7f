"""The command line `actlas`: one file per command, and what the commands share.

These rooms may import every other one, but only inside functions, so that `actlas --help` costs
nothing: at module level they import `actlas.errors`, `actlas.language`, `actlas.definition`,
`actlas.catalogue` and Typer. A command is a function called `command`; `app` puts them together.
"""

from actlas.cli.program import main

__all__ = ["main"]
