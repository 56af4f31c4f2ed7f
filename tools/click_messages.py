"""The words of Click and Typer that somebody at the command line of actlas may read.

Both ask gettext's default domain, which is ours; so they are translated in our catalogues. The
list is kept by hand: the libraries hold many more words that this program never says.
`check_messages.py` sees to it that the installed releases still say each of these.
"""

SAID = (
    # Help.
    "Usage:",
    "Arguments",
    "Options",
    "Commands",
    "Show this message and exit.",
    "default: {default}",
    "required",
    # Errors.
    "Try '{command} {option}' for help.",
    "Invalid value: {message}",
    "Invalid value for {param_hint}: {message}",
    "Missing command.",
    "Missing argument",
    "Missing option",
    "No such command {name!r}.",
    "No such option {name!r}.",
    "Option {name!r} does not take a value.",
    "Argument {name!r} takes {nargs} values.",
    "{value!r} is not a valid {number_type}.",
    "{value} is not in the range {range}.",
)

COUNTED = (
    (
        "Got unexpected extra argument ({args})",
        "Got unexpected extra arguments ({args})",
    ),
    (
        "Option {name!r} requires an argument.",
        "Option {name!r} requires {nargs} arguments.",
    ),
    (
        "Takes {nargs} values but 1 was given.",
        "Takes {nargs} values but {len} were given.",
    ),
    (
        "Did you mean {possibility}?",
        "(Did you mean one of: {possibilities}?)",
    ),
    (
        "{value!r} is not {choice}.",
        "{value!r} is not one of {choices}.",
    ),
)
