"""What is written about an activation, or the little that its definition says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actlas import catalogue
from actlas.errors import MissingFile
from actlas.language import _, current_language

if TYPE_CHECKING:
    from actlas.atlas.prose import Prose


def page(name: str) -> Prose:
    """Return the prose about `name` in the language in use.

    One's own activation may be looked at before it is written about: then its title is its name
    and the first line of its definition's file says what it is.
    """
    from actlas.atlas.prose import Prose, load
    from actlas.atlas.prose.loading import explained

    try:
        return load(name, current_language())
    except MissingFile:
        pass
    # The reasons that `actlas.define` gives for a slope are texts of actlas; others stay English.
    kinks = explained(catalogue.definition(name))["kinks"]
    return Prose(
        name=name,
        language=current_language(),
        title=name,
        full_name=catalogue.headline(name),
        summary="",
        origin="",
        use="",
        advantages=(),
        disadvantages=(),
        kinks={at: _(reason) for at, reason in kinks.items()},
    )
