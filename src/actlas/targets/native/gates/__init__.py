"""Native kernels of gated and concatenated activations: one pass reads and writes all parts."""
