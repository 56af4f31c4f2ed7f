"""Resident training: a thread takes one network many steps, its numbers in that core's cache.

Forward pass, loss, way back and update are one compiled loop; activations enter it as the native
kernels that are derived from their definitions. `choice.py` says which activations train so; the
others, and all where no compiler is, are served by the stacked path, which is also the reference.
"""
