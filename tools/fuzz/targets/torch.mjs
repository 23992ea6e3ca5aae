import { unzipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { inMemory } from '../../../packages/backbones/dist/weights/byte-source.js';
import { readStateDict } from '../../../packages/backbones/dist/weights/pytorch/state-dict.js';
import { readSafetensors } from '../../../packages/backbones/dist/weights/safetensors/read-safetensors.js';
import { readShards } from '../../../packages/backbones/dist/weights/safetensors/read-shards.js';
import { Unreadable } from '../../../packages/backbones/dist/weights/unreadable.js';
import { mutateBytes } from '../mutate-bytes.mjs';
import { mutatedJson } from '../mutate-json.mjs';
import { accepted, fingerprint } from '../outcome.mjs';
import { zipped } from '../zipped.mjs';

const sources = new URL('../../../packages/backbones/src/weights/', import.meta.url);
const bytesOf = (file) => Uint8Array.from(readFileSync(new URL(file, sources)));

/** As a network of so many numbers takes them; what is larger no network here would ask for. */
const mostNumbers = 1000;

const target = (name, file, tensorsOf, { mutate = mutateBytes, seed = bytesOf(file), ...others } = {}) => ({
  name,
  seeds: () => [seed],
  mutate,
  open: () => async (bytes) => {
    try {
      const tensors = await tensorsOf(bytes);
      const read = [...tensors]
        .filter(([, { shape }]) => shape.reduce((size, length) => size * length, 1) <= mostNumbers)
        .map(([key, tensor]) => [key, tensor.shape, key === 'num_batches_tracked' ? [] : tensor.read()]);
      return accepted(fingerprint(read));
    } catch (error) {
      throw error instanceof Unreadable ? error.toThawError(file, 'a sound file') : error;
    }
  },
  ...others,
});

/** By checksums that are right again. */
function mutateZip(bytes, random, others) {
  if (random() < 0.4) return mutateBytes(bytes, random, others);
  const entries = unzipSync(bytes);
  const names = Object.keys(entries);
  const pickle = names.find((name) => name.endsWith('data.pkl'));
  const name = random() < 0.7 ? pickle : names[Math.floor(random() * names.length)];
  if (random() < 0.1) delete entries[name];
  else entries[name] = mutateBytes(entries[name], random);
  return zipped(entries, { isStored: random() < 0.5 });
}

function mutateHeader(bytes, random, others) {
  if (random() < 0.5) return mutateBytes(bytes, random, others);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + length)).toString());
  const changed = Buffer.from(mutatedJson(header, random));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(changed.length));
  return Uint8Array.from(Buffer.concat([size, changed, bytes.subarray(8 + length)]));
}

const shard = 'safetensors/torch-2.15.safetensors';
const shards = new Map(
  ['one.safetensors', 'two.safetensors'].map((name) => [name, inMemory(bytesOf(shard))]),
);
const index = {
  metadata: { total_size: 1000 },
  weight_map: { contiguous: 'one.safetensors', half: 'two.safetensors', brain: 'one.safetensors' },
};

const mutateIndex = (bytes, random, others) =>
  random() < 0.2
    ? mutateBytes(bytes, random, others)
    : Buffer.from(mutatedJson(JSON.parse(Buffer.from(bytes).toString()), random));

export const targets = [
  target('pth', 'pytorch/torch-2.15.pth', (bytes) => readStateDict(bytes, 4096), { mutate: mutateZip }),
  target('pth-legacy', 'pytorch/torch-2.15-legacy.pth', (bytes) => readStateDict(bytes, 4096)),
  target('safetensors', shard, (bytes) => readSafetensors(inMemory(bytes)), {
    mutate: mutateHeader,
  }),
  target(
    'safetensors-index',
    'model.safetensors.index.json',
    (bytes) => readShards({ ...inMemory(bytes), pieces: shards }),
    { mutate: mutateIndex, seed: Buffer.from(JSON.stringify(index)) },
  ),
];
