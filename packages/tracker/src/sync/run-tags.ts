import { own } from '@thaw/core';
import type { RunState } from '../runs/run-state.js';
import { ownTags } from '../runs/spec-tags.js';
import type { SweepStarted, SweepState } from '../runs/sweep-state.js';
import type { BestSoFar } from './best-so-far.js';
import { paramText } from './param-text.js';

/** Paths of the settings that the sweep's runs do not have in common. */
const differsTag = 'thaw.differs';

/** `extract 1–10, fine-tune 11–15` */
const phasesText = ({ phases }: RunState): string =>
  phases.map(({ name, first, last }) => `${name} ${first === last ? first : `${first}–${last}`}`).join(', ');

/** What a run is made with: Thaw's tags of its latest attempt, and what the spec says now. */
export const journaledTags = (sweep: SweepState, { tags }: RunState | SweepStarted) => ({
  ...ownTags(tags),
  ...sweep.specTags,
});

/** With what can be told of a run only now. */
export function runTags(sweep: SweepState, run: RunState): Readonly<Record<string, string>> {
  const phases = phasesText(run);
  return {
    ...journaledTags(sweep, run),
    ...differing(sweep),
    ...(phases && { 'thaw.phases': phases }),
  };
}

/** The parent's: with the settings of the best run, so that the row says something while its runs are folded away. */
export function sweepTags(sweep: SweepState, { run: best }: BestSoFar): Readonly<Record<string, string>> {
  const { differs = [] } = sweep.started!;
  const tags = { ...journaledTags(sweep, sweep.started!), ...differing(sweep) };
  if (!best) return tags;
  const settings = differs.map((path) => [`thaw.best.${path}`, paramText(own(best.params, path) ?? null)]);
  return {
    ...tags,
    'thaw.best': best.name,
    'thaw.best.run': best.id,
    ...(Object.fromEntries(settings) as Record<string, string>),
  };
}

function differing({ started }: SweepState): Readonly<Record<string, string>> {
  const { differs = [] } = started!;
  return differs.length > 0 ? { [differsTag]: differs.join(', ') } : {};
}
