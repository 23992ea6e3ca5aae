import { positiveInteger } from '../../spec/schema/values.js';
import type { SweepSize } from './search-method.js';

/** Of every method that could go on for ever. */
export const runs = { ...positiveInteger, examples: [20], description: 'how many', default: 10 } as const;

/** What such a method makes. */
export const sizeByRuns = (_: unknown, settings: { readonly runs: number }): SweepSize => ({
  runs: settings.runs,
  saidBy: 'runs',
  found: `runs: ${settings.runs}`,
  remedy: `write for example \`runs: ${runs.default}\``,
});
