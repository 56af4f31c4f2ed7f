"""Native kernels of vector activations: a whole row is normalised while it lies in the cache."""
