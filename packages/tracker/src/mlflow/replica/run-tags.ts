import { own, type JournaledRun, type JournaledSweep } from '@thaw/core';
import { ownTags } from '../../runs/spec-tags.js';
import type { BestSoFar } from './best-so-far.js';
import { paramText } from './param-text.js';

/** Paths of the settings that the sweep's runs do not have in common. */
const differsTag = 'thaw.differs';

/** `extract 1–10, fine-tune 11–15` */
const phasesText = ({ phases }: JournaledRun): string =>
  phases.map(({ name, first, last }) => `${name} ${first === last ? first : `${first}–${last}`}`).join(', ');

/** What a run is made with: Thaw's tags of its latest attempt, and what the spec says now. */
export const journaledTags = (sweep: JournaledSweep, { tags }: JournaledRun | JournaledSweep['started']) => ({
  ...ownTags(tags),
  ...sweep.specTags,
});

/** With what can be told of a run only now. */
export function runTags(sweep: JournaledSweep, run: JournaledRun): Readonly<Record<string, string>> {
  const phases = phasesText(run);
  return {
    ...journaledTags(sweep, run),
    ...differing(sweep),
    ...(phases && { 'thaw.phases': phases }),
  };
}

/** The parent's: with the settings of the best run, so that the row says something while its runs are folded away. */
export function sweepTags(sweep: JournaledSweep, { run: best }: BestSoFar): Readonly<Record<string, string>> {
  const { differs = [] } = sweep.started;
  const tags = { ...journaledTags(sweep, sweep.started), ...differing(sweep) };
  if (!best) return tags;
  const settings = differs.map((path) => [`thaw.best.${path}`, paramText(own(best.params, path) ?? null)]);
  return {
    ...tags,
    'thaw.best': best.name,
    'thaw.best.run': best.id,
    ...(Object.fromEntries(settings) as Record<string, string>),
  };
}

function differing({ started }: JournaledSweep): Readonly<Record<string, string>> {
  const { differs = [] } = started;
  return differs.length > 0 ? { [differsTag]: differs.join(', ') } : {};
}
