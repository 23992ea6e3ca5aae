"""Writes files as `torch.save` does, without PyTorch, for the reader's tests: python3 write-torch-files.py FOLDER

Source of both formats: `_save` and `_legacy_save` in torch/serialization.py.
"""

import collections
import os
import pathlib
import pickle
import struct
import sys
import types
import zipfile

torch = types.ModuleType("torch")
torch._utils = types.ModuleType("torch._utils")
sys.modules |= {"torch": torch, "torch._utils": torch._utils}


def _rebuild_tensor_v2(*_):
    raise NotImplementedError


_rebuild_tensor_v2.__module__ = "torch._utils"
torch._utils._rebuild_tensor_v2 = _rebuild_tensor_v2
for name in ["FloatStorage", "DoubleStorage", "HalfStorage", "BFloat16Storage", "LongStorage", "ComplexFloatStorage"]:
    setattr(torch, name, type(name, (), {"__module__": "torch"}))


class Storage:
    def __init__(self, kind, numbers, pack):
        self.kind, self.length = getattr(torch, kind), len(numbers)
        self.bytes = b"".join(pack(number) for number in numbers)


def storage(kind, numbers):
    codes = {"FloatStorage": "<f", "DoubleStorage": "<d", "HalfStorage": "<e", "LongStorage": "<q"}
    if kind == "BFloat16Storage":
        return Storage(kind, numbers, lambda number: struct.pack("<f", number)[2:])
    return Storage(kind, numbers, lambda number: struct.pack(codes.get(kind, "<f"), number))


class Tensor:
    def __init__(self, storage, offset, size, stride):
        self.parts = (storage, offset, size, stride, False, collections.OrderedDict())

    def __reduce__(self):
        return _rebuild_tensor_v2, self.parts


class Pickler(pickle.Pickler):
    def __init__(self, file, legacy):
        super().__init__(file, protocol=2)
        self.legacy, self.storages = legacy, []

    def persistent_id(self, item):
        if not isinstance(item, Storage):
            return None
        if item not in self.storages:
            self.storages.append(item)
        key = str(self.storages.index(item))
        return ("storage", item.kind, key, "cpu", item.length) + ((None,) if self.legacy else ())


def save(value, path):
    with zipfile.ZipFile(path, "w") as archive:
        with archive.open("small/data.pkl", "w") as file:
            pickler = Pickler(file, legacy=False)
            pickler.dump(value)
        archive.writestr("small/byteorder", "little")
        for key, item in enumerate(pickler.storages):
            archive.writestr(f"small/data/{key}", item.bytes)


def legacy_save(value, path):
    with open(path, "wb") as file:
        pickle.dump(0x1950A86A20F9469CFC6C, file, protocol=2)
        pickle.dump(1001, file, protocol=2)
        sizes = {"short": 2, "int": 4, "long": 4}
        pickle.dump({"protocol_version": 1001, "little_endian": True, "type_sizes": sizes}, file, protocol=2)
        pickler = Pickler(file, legacy=True)
        pickler.dump(value)
        pickle.dump([str(key) for key in range(len(pickler.storages))], file, protocol=2)
        for item in pickler.storages:
            file.write(struct.pack("<q", item.length) + item.bytes)


class Runs:
    """What a hostile file holds: unpickled by Python, it makes a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


def state_dict():
    shared = storage("FloatStorage", [0.5 * index for index in range(30)])
    state = collections.OrderedDict(
        contiguous=Tensor(shared, 0, (2, 3, 4), (12, 4, 1)),
        channels_last=Tensor(shared, 6, (2, 3, 4), (12, 1, 3)),
        double=Tensor(storage("DoubleStorage", [1 / 3, -1e30]), 0, (2,), (1,)),
        half=Tensor(storage("HalfStorage", [1.5, -0.25, 65504, 6e-8, float("inf")]), 0, (5,), (1,)),
        brain=Tensor(storage("BFloat16Storage", [1.5, -2.0**100]), 0, (2,), (1,)),
        num_batches_tracked=Tensor(storage("LongStorage", [7]), 0, (), ()),
    )
    state._metadata = collections.OrderedDict([("", {"version": 1})])
    return state


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    save(state_dict(), folder / "zip.pth")
    legacy_save(state_dict(), folder / "legacy.pth")
    small = storage("FloatStorage", [1.0, 2.0])
    save({"beyond": Tensor(small, 1, (2,), (1,))}, folder / "beyond.pth")
    save({"long": Tensor(storage("LongStorage", [1, 2]), 0, (2,), (1,))}, folder / "long.pth")
    save({"complex": Tensor(storage("ComplexFloatStorage", [1.0, 2.0]), 0, (1,), (1,))}, folder / "complex.pth")
    save({"state": Runs(str(folder / "made-by-zip"))}, folder / "hostile-zip.pth")
    legacy_save({"state": Runs(str(folder / "made-by-legacy"))}, folder / "hostile-legacy.pth")
    save([1, 2], folder / "list.pth")
    save({"epoch": 3, "model": {"weight": Tensor(small, 0, (2,), (1,))}}, folder / "checkpoint.pth")
