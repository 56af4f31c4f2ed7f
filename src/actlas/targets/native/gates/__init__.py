"""Native kernels of gated and concatenated activations: all parts are read and written in one pass."""
