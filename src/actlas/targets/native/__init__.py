"""The native target: kernels for the processor, compiled by Numba from the definitions' own forms."""
