import {
  areSeveral,
  measureText,
  own,
  type Knowledge,
  type KnownConfiguration,
  type Objective,
} from '@thaw/core';

/** What a search knows before it begins and of which sweeps, for people. Nothing where it is not to know. */
export function knowledgeLines(knowledge: Knowledge | undefined, objective: Objective): readonly string[] {
  if (!knowledge) return [];
  const { configurations, outside } = knowledge;
  const { metric, goal } = objective;
  const passedOver =
    outside > 0 ? [`${outside} with values that this sweep does not try are passed over`] : [];
  if (configurations.length === 0)
    return [['The search knows nothing of the same space from other sweeps', ...passedOver].join('; ') + '.'];
  const counts = new Map<string, number>();
  for (const { name } of configurations) counts.set(name, (counts.get(name) ?? 0) + 1);
  const from = [...counts].map(([name, count]) => `${name} (${count})`).join(', ');
  const valueOf = ({ metrics }: KnownConfiguration) => Number(own(metrics, metric) ?? NaN);
  const ranked = configurations
    .filter((each) => Number.isFinite(valueOf(each)))
    .toSorted((a, b) => (goal === 'maximize' ? valueOf(b) - valueOf(a) : valueOf(a) - valueOf(b)));
  const [best] = ranked;
  const number = configurations.length;
  return [
    [
      `The search knows ${number} ${number === 1 ? 'configuration' : 'configurations'} of the same space, and proposes none of them again: from ${from}`,
      ...(best && !areSeveral(objective)
        ? [
            `the best has ${metric} ${measureText(metric, valueOf(best))}: ${best.runs.join(', ')} of ${best.name}`,
          ]
        : []),
      ...passedOver,
    ].join('; ') + '.',
  ];
}
