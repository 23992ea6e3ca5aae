import { inMemory } from '../byte-source.js';
import { readZip } from '../read-zip.js';
import { Unreadable } from '../unreadable.js';
import { ByteReader } from './byte-reader.js';
import { StridedTensor } from '../tensors/strided-tensor.js';
import type { NamedTensors } from '../tensors/tensor-file.js';
import { storageTypes, type StorageTypeName } from './storage-types.js';
import { byteLength, elementsOf, type TorchStorage } from './torch-storage.js';
import { unpickle } from './unpickle.js';

/** Marks a storage class named in a pickle, so that nothing else passes for one. */
class StorageType {
  constructor(readonly type: StorageTypeName) {}
}

const globals: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['collections OrderedDict', () => new Map()],
  ['torch._utils _rebuild_tensor_v2', rebuildTensor],
  ...Object.keys(storageTypes).map((type): [string, unknown] => [
    `torch ${type}`,
    new StorageType(type as StorageTypeName),
  ]),
]);

/** Reads a file written by `torch.save(model.state_dict(), …)`, in the zip format or that of PyTorch before 1.6. */
export async function readStateDict(bytes: Uint8Array, neededBytes: number): Promise<NamedTensors> {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const value = isZip ? await readZipFormat(bytes, neededBytes) : readLegacyFormat(bytes);
  if (!(value instanceof Map)) throw new Unreadable('a pickle that is not a state dict');
  const tensors = [...value].filter(
    ([key, tensor]) => typeof key === 'string' && tensor instanceof StridedTensor,
  );
  if (tensors.length === 0) throw new Unreadable('a pickle without tensors at its top level');
  return new Map(tensors as [string, StridedTensor][]);
}

/** `NAME/data.pkl`, and each storage as an entry `NAME/data/KEY`. */
async function readZipFormat(bytes: Uint8Array, neededBytes: number): Promise<unknown> {
  const isWanted = (name: string) => /^[^/]+\/(data\.pkl|byteorder|data\/[^/]+)$/.test(name);
  const entries = await readZip(inMemory(bytes), { isWanted, neededBytes });
  const byPath = new Map([...entries].map(([name, content]) => [name.slice(name.indexOf('/') + 1), content]));
  if (byPath.size < entries.size) throw new Unreadable('a zip of several state dicts');
  const pickle = byPath.get('data.pkl');
  if (!pickle) throw new Unreadable('a zip without data.pkl');
  const order = byPath.get('byteorder');
  if (order && new ByteReader(order).text(order.length) !== 'little')
    throw new Unreadable('big-endian tensors');
  const { storages, persistentLoad } = storageTable();
  const input = new ByteReader(pickle);
  const value = unpickle(input, { globals, persistentLoad });
  requireEnd(input);
  for (const [key, storage] of storages) {
    const data = byPath.get(`data/${key}`);
    if (data?.length !== byteLength(storage)) throw new Unreadable(`a zip without all of data/${key}`);
    storage.bytes = data;
  }
  return value;
}

/** The number that opens files of the format before 1.6. */
const legacyMagic = 0x1950a86a20f9469cfc6cn;

/** Five pickles (magic number, protocol, system, the value, storage keys), then each storage after its length. */
function readLegacyFormat(bytes: Uint8Array): unknown {
  const input = new ByteReader(bytes);
  if (bytes[0] !== 0x80 || unpickle(input) !== legacyMagic) throw new Unreadable('not a file of torch.save');
  unpickle(input);
  const system = unpickle(input);
  if (!(system instanceof Map) || system.get('little_endian') !== true)
    throw new Unreadable('big-endian tensors');
  const { storages, persistentLoad } = storageTable();
  const value = unpickle(input, { globals, persistentLoad });
  const keys = unpickle(input);
  if (!Array.isArray(keys)) throw new Unreadable('a file without a list of storages');
  for (const key of keys as unknown[]) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (!storage || storage.bytes || input.uint64() !== storage.length)
      throw new Unreadable('storages that do not match the pickle');
    storage.bytes = input.slice(byteLength(storage));
  }
  requireEnd(input);
  return value;
}

/** What follows may be data that something has shifted. */
function requireEnd(input: ByteReader): void {
  if (input.remaining > 0) throw new Unreadable(`${input.remaining} bytes after what the file says it holds`);
}

/** Collects the storages that a pickle names: `('storage', class, key, device, length)`. */
function storageTable() {
  const storages = new Map<string, TorchStorage>();
  const persistentLoad = (id: unknown): TorchStorage => {
    const [kind, type, key, , length] = Array.isArray(id) ? (id as unknown[]) : [];
    if (kind !== 'storage' || !(type instanceof StorageType) || typeof key !== 'string' || !isCount(length)) {
      throw new Unreadable('a pickle that refers to something that is not a storage');
    }
    const storage = storages.get(key) ?? { type: type.type, length };
    storages.set(key, storage);
    return storage;
  };
  return { storages, persistentLoad };
}

function rebuildTensor(storage: unknown, offset: unknown, shape: unknown, strides: unknown): StridedTensor {
  const hold =
    isStorage(storage) &&
    isCount(offset) &&
    isCounts(shape) &&
    isCounts(strides) &&
    shape.length === strides.length;
  if (!hold) throw new Unreadable('a tensor that does not hang together');
  return new StridedTensor(shape, strides, (count) => elementsOf(storage, offset, count));
}

const isStorage = (value: unknown): value is TorchStorage =>
  typeof value === 'object' && value !== null && 'type' in value && 'length' in value;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isCounts = (value: unknown): value is number[] => Array.isArray(value) && value.every(isCount);
