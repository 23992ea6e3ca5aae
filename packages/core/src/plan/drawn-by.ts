import type { RunConfig } from '../spec/run-config.js';
import { seedOfRepeat } from '../training/redrawn.js';
import type { SplitSettings, TrainStage } from './stage.js';

/** How a run divides its images. */
export function splitOf({ seed, repeat, data }: Pick<RunConfig, 'seed' | 'repeat' | 'data'>): SplitSettings {
  const isRedrawn = repeat?.redraw.includes('split');
  return { ...data.split, seed, ...(isRedrawn && { redrawn: seedOfRepeat(seed, repeat!.number) }) };
}

/** What of a training is drawn by another seed than the run's. */
export function seedsOf({ seed, repeat }: Pick<RunConfig, 'seed' | 'repeat'>): TrainStage['seeds'] {
  const others = repeat?.redraw.filter((what) => what !== 'split') ?? [];
  if (others.length === 0) return undefined;
  return Object.fromEntries(others.map((what) => [what, seedOfRepeat(seed, repeat!.number)]));
}
