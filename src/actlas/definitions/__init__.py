"""One file per activation, data only: `elu.py` is what `actlas.get("elu")` finds.

Each file binds `definition` to an `Elementwise`, a `Vector`, a `Gated` or another kind. There is
no list to edit: the files are the list. These rooms import `actlas.definition` and nothing else.
"""
