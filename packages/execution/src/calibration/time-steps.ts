import type { ShapeTimes } from '@thaw/core';
import { performance } from 'node:perf_hooks';

/** What is timed: an extractor or a trainer that is open. */
export interface TimedWork {
  step(): Promise<unknown>;
  dispose(): Promise<void>;
}

const mostSteps = 4;
/** Further steps are waited for as long as all together have taken no longer. */
const patienceMs = 2000;

/**
 * How long a step takes, the least of some: what the machine can do when nothing disturbs it; and how long it takes until the first
 * is done, from opening on, less one step.
 */
export async function timeSteps(open: () => Promise<TimedWork>): Promise<ShapeTimes> {
  const startMs = performance.now();
  const work = await open();
  try {
    await work.step();
    const firstMs = performance.now() - startMs;
    const times: number[] = [];
    const since = performance.now();
    while (times.length === 0 || (times.length < mostSteps && performance.now() - since < patienceMs)) {
      const before = performance.now();
      await work.step();
      times.push(performance.now() - before);
    }
    const stepMs = Math.min(...times);
    return { setUpSeconds: Math.max(0, firstMs - stepMs) / 1000, secondsPerStep: stepMs / 1000 };
  } finally {
    await work.dispose();
  }
}
