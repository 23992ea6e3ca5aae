import type { Problem } from '../../errors/problem.js';
import { factNames, isFact } from '../../task/metrics.js';
import { writtenObjectives } from '../written-objectives.js';
import type { Check } from './check.js';

/** Each of several objectives says something of its own. */
export const objectivesDiffer: Check = ({ sweep }, { locate }) => {
  const seen = new Set<string>();
  return writtenObjectives(sweep).flatMap(({ metric, keys }): readonly Problem[] => {
    if (metric === undefined || !seen.has(metric)) {
      if (metric !== undefined) seen.add(metric);
      return [];
    }
    return [
      {
        code: 'THAW-SWEEP-OBJECTIVES',
        message: `${metric} is an objective twice`,
        position: locate([...keys, 'metric'], 'value'),
        expected: 'objectives of which each says something of its own',
        found: metric,
        remedy: 'take one of them away',
      },
    ];
  });
};

/** A rule that stops runs, and a target, go by one number; a rule by one that changes from epoch to epoch. */
export const oneObjectiveDecides: Check = ({ sweep }, { locate }) => {
  const objectives = writtenObjectives(sweep);
  const names = objectives.map(({ metric }) => metric).join(', ');
  if (objectives.length > 1)
    return [
      ...(sweep?.stop ? [{ keys: ['sweep', 'stop'], what: 'a rule stops runs' }] : []),
      ...(sweep?.budget?.target === undefined
        ? []
        : [{ keys: ['sweep', 'budget', 'target'], what: 'a target is reached' }]),
    ].map(({ keys, what }): Problem => ({
      code: 'THAW-SWEEP-OBJECTIVES',
      message: `${what} by one objective, and there are several`,
      position: locate(keys, 'key'),
      expected: `one objective, or no \`${keys.at(-1)}\``,
      found: names,
      remedy: `take \`${keys.at(-1)}\` away, or all objectives but one`,
    }));
  if (!sweep?.stop || !isFact(names)) return [];
  return [
    {
      code: 'THAW-SWEEP-OBJECTIVES',
      message: `no run can be stopped by ${names}, which is the same in every epoch`,
      position: locate(['sweep', 'stop'], 'key'),
      expected: 'an objective that is measured in every epoch, or no `stop`',
      found: names,
      remedy: `take \`stop\` away, or choose another objective than ${factNames.join(' and ')}`,
    },
  ];
};
