"""From symbolic forms to what computes: one file per target, one table of primitives each.

`eager` writes PyTorch, `plain` the standard library's Python, and `oracle` evaluates with mpmath.
They import `symbolic` and what lies above it.
"""
