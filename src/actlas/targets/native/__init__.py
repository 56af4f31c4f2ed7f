"""The native target: kernels for the processor, compiled by Numba from the eager target's forms."""
