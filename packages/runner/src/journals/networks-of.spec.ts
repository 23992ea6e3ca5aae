import type { TrackerEvent } from '@thaw/core';
import { hearDamage } from '@thaw/locks';
import { describe, expect, it } from 'vitest';
import { networksOf } from './networks-of.js';

const compared = {
  by: 'knn',
  images: 10,
  networks: [
    {
      name: 'tiny',
      weights: 'random',
      imageSize: 32,
      knn: 0.5,
      logme: 1,
      hscore: 2,
      parameters: 9,
      bytes: 36,
    },
  ],
};
const event = (content: string, path = 'networks.json', sweep = '123') =>
  ({ type: 'artifact', sweep, path, content, timeMs: 1 }) as unknown as TrackerEvent;

describe('a comparison of networks in a journal', () => {
  it('is what was written', () => {
    expect(networksOf(event(JSON.stringify(compared)))).toEqual(compared);
    expect(networksOf(event(JSON.stringify(compared), 'other.json'))).toBeUndefined();
  });

  it.each(['{', '{}', '{"by":"knn","images":1,"networks":[null]}', '{"by":"knn","images":1,"networks":[]}'])(
    'that reads %s is passed over, which is said',
    (content) => {
      const told: string[] = [];
      const stop = hearDamage((line) => told.push(line));
      // The same is said once.
      const sweep = `sweep ${content}`;
      expect(networksOf(event(content, 'networks.json', sweep))).toBeUndefined();
      stop();
      expect(told).toEqual([expect.stringContaining(`${sweep} compares no networks`)]);
    },
  );
});
