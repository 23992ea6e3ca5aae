import { seededRandom } from '@thaw/core';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inMemory } from './byte-source.js';
import { readStateDict } from './pytorch/state-dict.js';
import { readSafetensors } from './safetensors/read-safetensors.js';
import type { NamedTensors } from './tensors/tensor-file.js';
import { Unreadable } from './unreadable.js';

type Open = (bytes: Uint8Array) => NamedTensors | Promise<NamedTensors>;

const files: readonly [string, Open][] = [
  ['pytorch/torch-2.15.pth', (bytes) => readStateDict(bytes, 0)],
  ['pytorch/torch-2.15-legacy.pth', (bytes) => readStateDict(bytes, 0)],
  ['safetensors/torch-2.15.safetensors', (bytes) => readSafetensors(inMemory(bytes))],
];

/** How a reader takes bytes: `read`, `refused`, or the error that nobody wanted. */
async function outcome(open: Open, bytes: Uint8Array): Promise<unknown> {
  try {
    for (const [name, tensor] of await open(bytes)) {
      // As a network does, which asks for no counter, and for no tensor that is not of its size.
      if (
        name !== 'num_batches_tracked' &&
        tensor.shape.reduce((size, dimension) => size * dimension, 1) <= 24
      )
        tensor.read();
    }
    return 'read';
  } catch (error) {
    return error instanceof Unreadable ? 'refused' : error;
  }
}

describe.each(files)('%s', (name, open) => {
  const whole = readFileSync(new URL(name, import.meta.url));

  it('is refused wherever it is cut off', async () => {
    const kept = Array.from({ length: whole.length }, (_, length) => whole.subarray(0, length));
    const outcomes = await Promise.all(kept.map((bytes) => outcome(open, bytes)));
    expect(new Set(outcomes)).toEqual(new Set(['refused']));
  });

  it('is read or refused whatever bits of it are wrong, and breaks nothing', async () => {
    const random = seededRandom(11);
    const outcomes = await Promise.all(
      Array.from({ length: 1500 }, () => {
        const bytes = Uint8Array.from(whole);
        const wrong = 1 + Math.floor(random() * 3);
        for (let count = 0; count < wrong; count++) {
          bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8);
        }
        return outcome(open, bytes);
      }),
    );
    expect(new Set(outcomes)).toEqual(new Set(['read', 'refused']));
  });
});
