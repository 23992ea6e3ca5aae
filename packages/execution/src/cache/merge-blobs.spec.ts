import { expect, it } from 'vitest';
import { mergeBlobs } from './merge-blobs.js';

const blob = (text: string) => new TextEncoder().encode(text);
const nested = `{"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;

it.each(['history.json', 'readings.json'])(
  '%s of somebody is not merged where it is no list, or nested too deep',
  (name) => {
    const ours = blob('[]');
    for (const text of ['null', '{"0":1,"length":1}', `[${nested}]`])
      expect(mergeBlobs(name, ours, blob(text))).toBe(ours);
  },
);
