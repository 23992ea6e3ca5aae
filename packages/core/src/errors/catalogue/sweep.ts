import type { Explanations } from './explanations.js';

/** The sweep as written. */
export const sweep = {
  'THAW-SWEEP-NOT-SWEEPABLE':
    'The setting is the same for all runs of a sweep by its nature (its name, the tracking, the sweep itself, the name of a phase). Write another spec, or use an override.',
  'THAW-SWEEP-OVERLAP':
    'Two parameters sweep the same setting, or one is a part of the other, so that one would overwrite the other.',
  'THAW-SWEEP-EMPTY-RANGE':
    'A range must go from a lower to a higher number, as in `uniform: [0.1, 0.5]`, with a `step` that leaves more than one value.',
  'THAW-SWEEP-UNKNOWN-PARAMETER':
    '`when`, `together`, `include` and `exclude` of a sweep name its parameters as they stand under `parameters`. This one is not among them.',
  'THAW-SWEEP-VALUE-NEVER':
    'A condition, or a point that is excluded, names a value that the parameter has in no run: one that is not in its list, not in its range or between its steps. A range in which any number will do cannot be looked at by a condition.',
  'THAW-SWEEP-WHEN-CIRCLE':
    'Parameters wait for each other: each is there only where another is. Let one of them be there always.',
  'THAW-SWEEP-TOGETHER-TWICE': 'A parameter goes together with others in one group, and once.',
  'THAW-SWEEP-TOGETHER-LISTS':
    'Parameters that go together have lists of the same length: their first values are tried together, then their second ones, and so on. Ranges have no first value.',
  'THAW-SWEEP-POINT-PARAMETERS':
    'A point to include has a value for every parameter that is there: for all without `when`, and for those whose `when` holds at this point, and for no other.',
  'THAW-SWEEP-UNKNOWN-PHASE': '`stop.phase` of a sweep is the name of one of the phases of the spec.',
  'THAW-SWEEP-OBJECTIVES':
    'Several objectives have to be different ones. A rule that stops runs, and a target, go by one only, a rule by one that is measured in every epoch.',
  'THAW-SWEEP-NOTHING-NEW':
    'With `from: journal` a search proposes nothing that is known from other sweeps, and all that it would try is.',
  'THAW-SWEEP-NOTHING-LEFT': 'Every point that the sweep would try has the values of one under `exclude`.',
  'THAW-SWEEP-SEVERAL-DIVISIONS':
    '`thaw split` writes one division, but the sweep varies the seed, the shares or the dataset. Choose one with `--set sweep.parameters.PATH=[VALUE]`.',
  'THAW-SWEEP-TOO-LARGE':
    'The combinations multiply to more runs than anyone would wait for. Sweep fewer values, give ranges fewer `steps`, or draw some of the combinations with `method: random`.',
  'THAW-SWEEP-NOT-ASKED':
    'A search was told of a point that it has not proposed, or twice of one. Tell it once of each id that `ask` gave.',
  'THAW-SWEEP-OTHER-HISTORY':
    'A search goes on from the history of one with the same method, parameters, runs and seed, and in the same version of Thaw.',
  'THAW-SWEEP-NONE-POSSIBLE':
    'A search that learns proposes values as it goes. Each of the last hundred runs failed before anything of it could begin: see the reason of each. Take values out that do not go together, as layers that only some networks have.',
} as const satisfies Explanations<'SWEEP'>;
