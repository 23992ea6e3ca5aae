import type { Explanations } from './explanations.js';

/** The sweep as written. */
export const sweep = {
  'THAW-SWEEP-NOT-SWEEPABLE':
    'The setting is the same for all runs of a sweep by its nature (its name, the tracking, the sweep itself, the name of a phase). Write another spec, or use an override.',
  'THAW-SWEEP-OVERLAP':
    'Two parameters sweep the same setting, or one is a part of the other, so that one would overwrite the other.',
  'THAW-SWEEP-EMPTY-RANGE': 'A range must go from a lower to a higher number, as in `uniform: [0.1, 0.5]`.',
  'THAW-SWEEP-SEVERAL-DIVISIONS':
    '`thaw split` writes one division, but the sweep varies the seed, the shares or the dataset. Choose one with `--set sweep.parameters.PATH=[VALUE]`.',
  'THAW-SWEEP-TOO-LARGE':
    'The combinations multiply to more runs than anyone would wait for. Sweep fewer values, give ranges fewer `steps`, or draw some of the combinations with `method: random`.',
  'THAW-SWEEP-NONE-POSSIBLE':
    'A search that learns proposes values as it goes. Each of the last hundred runs failed before anything of it could begin: see the reason of each. Take values out that do not go together, as layers that only some networks have.',
} as const satisfies Explanations<'SWEEP'>;
