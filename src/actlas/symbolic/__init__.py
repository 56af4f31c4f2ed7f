"""From SymPy to SymPy: text becomes expressions, expressions become derivatives and stable forms.

These rooms know formulas, not tensors. They import SymPy and mpmath, and from actlas only
`errors`, `language` and `definition`.
"""
