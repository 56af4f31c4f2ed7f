"""What is written about each activation, in every language: one TOML file each, and its loader.

The files lie in `<language>/<name>.toml` beside this one, and in `prose/<language>/<name>.toml`
under each folder of `ACTLAS_PATH`. These rooms import `actlas.errors`, `actlas.language`,
`actlas.definition` and `actlas.catalogue`.
"""

from actlas.atlas.prose.claims import STANDINGS, Claim, Prose
from actlas.atlas.prose.loading import languages, load

__all__ = ["STANDINGS", "Claim", "Prose", "languages", "load"]
