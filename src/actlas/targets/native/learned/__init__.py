"""Native kernels of activations that learn: parameters are tensors, and receive gradients.

A parameter has one value, or one for each channel of dimension 1. Forward, the values are read when
a kernel is called; backward, one pass over memory writes z's gradient and adds up each parameter's.
"""
