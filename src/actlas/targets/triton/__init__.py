"""The Triton target: kernels for graphics processors, of the same proven form as all others."""
