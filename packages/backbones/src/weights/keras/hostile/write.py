"""Writes the HDF5 files of this folder, whose numbers are made up or whose reading has no end (h5py 3.16.0, numpy 2)."""
import os
import zlib

import h5py
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
kernel = np.arange(1, 7, dtype="f4").reshape(1, 1, 3, 2)


def written(name, add_kernel, **options):
    path = os.path.join(here, name)
    with h5py.File(path, "w", **options) as file:
        vars_ = file.create_group("layers/conv2d/vars")
        add_kernel(vars_)
        vars_.create_dataset("1", data=np.array([7, 8], "f4"))
    return path


def virtual(group):
    layout = h5py.VirtualLayout(kernel.shape, "f4")
    layout[...] = h5py.VirtualSource("missing.h5", "x", kernel.shape)
    group.create_virtual_dataset("0", layout)


def half_written(group):
    group.create_dataset("0", shape=kernel.shape, dtype="f4", chunks=(1, 1, 1, 2))[:, :, :2] = kernel[:, :, :2]


def external(group):
    group.create_dataset("0", shape=kernel.shape, dtype="f4", external=[("missing.bin", 0, 24)])


latest = {"libver": "latest"}
written("virtual.h5", virtual, **latest)
written("external.h5", external, **latest)
written("unwritten.h5", lambda group: group.create_dataset("0", shape=kernel.shape, dtype="f4"), **latest)
written("half-written.h5", half_written, **latest)
written("chunks.h5", lambda group: group.create_dataset("0", data=kernel, chunks=(1, 1, 1, 2), compression="gzip"), **latest)

# A page of zeros in the heap that texts of any length lie in: the library looks for the next one for ever.
endless = os.path.join(here, "endless.h5")
with h5py.File(endless, "w") as file:
    file.attrs.create("layer_names", ["conv"], dtype=h5py.string_dtype())
with open(endless, "r+b") as file:
    content = file.read()
    file.seek(content.index(b"GCOL") + 16)
    file.write(bytes(16))

# A kilobyte that deflate makes half a gigabyte of, by way of half a megabyte; its chunk is said to have 24 bytes.
bomb = zlib.compress(zlib.compress(bytes(2**29), 9), 9)
with h5py.File(os.path.join(here, "bomb.h5"), "w", **latest) as file:
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_chunk(kernel.shape)
    properties.set_deflate(9)
    properties.set_deflate(9)
    group = file.create_group("layers/conv2d/vars")
    space = h5py.h5s.create_simple(kernel.shape)
    dataset = h5py.h5d.create(group.id, b"0", h5py.h5t.IEEE_F32LE, space, properties)
    dataset.write_direct_chunk((0, 0, 0, 0), bomb)
    group.create_dataset("1", data=np.array([7, 8], "f4"))
