"""Numbers by formula, the same in TypeScript, so that tests have what references were made of without its being stored."""

import numpy


def mixed(count, salt):
    """`count` numbers from 0 to 1: the hash lowbias32 of the index. `mixedNumbers` in TypeScript is the same."""
    x = numpy.arange(count, dtype=numpy.uint32) + numpy.uint32((salt * 0x9E3779B9) % 2**32)
    return hashed(x) / 2**32


def hashed(x):
    x = (x ^ (x >> 16)) * numpy.uint32(0x7FEB352D)
    x = (x ^ (x >> 15)) * numpy.uint32(0x846CA68B)
    return x ^ (x >> 16)


def digest(array, length):
    """As `digests` in digest.fixture.ts: sums over residues of the index, each number with a sign by chance."""
    flat = array.astype(numpy.float64).ravel()
    index = numpy.arange(flat.size, dtype=numpy.uint32)
    signed = numpy.where(hashed(index) & 1, -flat, flat)
    return numbers(numpy.bincount(index % length, weights=signed, minlength=length))


def numbers(values):
    return [float(f"{value:.7g}") for value in values]
