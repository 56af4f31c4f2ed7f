"""The native target: kernels for the processor that Numba compiles from the definitions' forms."""
