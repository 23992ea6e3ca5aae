import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { seededRandom } from '../../packages/core/dist/index.js';

/** An input has a number, and what it is follows from that and a seed. */
export function inputOf(target, seeds, seed, index) {
  const random = seededRandom(['fuzz', String(seed), target.name, index]);
  return target.mutate(seeds[Math.floor(random() * seeds.length)], random, seeds);
}

/** In memory where there is such a place: what is written for an input is not what is tried. */
export const scratch = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
