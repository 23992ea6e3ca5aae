import { contentHash } from '../hash/content-hash.js';

/** What a repeat may draw anew. */
export const redrawn = ['split', 'head', 'order', 'dropout'] as const;
export type Redrawn = (typeof redrawn)[number];

/** The seed that the repeat of this number, from 2, draws anew with: another than `seed`, below 2³². */
export const seedOfRepeat = (seed: number, number: number): number =>
  Number.parseInt(contentHash(['repeat', seed, number]).slice(0, 8), 16);
