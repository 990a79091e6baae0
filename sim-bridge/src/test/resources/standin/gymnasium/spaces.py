"""Spaces with the attributes that the bridge looks at."""

import numpy as np


class Box:
    def __init__(self, low, high, shape, dtype=np.float32):
        self.shape = tuple(shape)
        self.dtype = np.dtype(dtype)
        self.low = np.full(self.shape, low, self.dtype)
        self.high = np.full(self.shape, high, self.dtype)


class Discrete:
    def __init__(self, n, start=0):
        self.n = n
        self.start = start
        self.shape = ()
        self.dtype = np.dtype(np.int64)


class MultiDiscrete:
    def __init__(self, nvec):
        self.nvec = np.array(nvec)
        self.shape = self.nvec.shape
        self.dtype = np.dtype(np.int64)


class MultiBinary:
    def __init__(self, n):
        self.shape = (n,)
        self.dtype = np.dtype(np.int8)


class Dict:
    def __init__(self, inner):
        self.spaces = inner


class Tuple:
    def __init__(self, inner):
        self.spaces = tuple(inner)


class Text:
    def __init__(self, length):
        self.max_length = length
