"""From symbolic forms to something that computes: one file per target, one table of primitives each.

`eager` writes PyTorch, `plain` writes the standard library's Python, `oracle` evaluates with mpmath.
They import `symbolic` and what lies above it.
"""
