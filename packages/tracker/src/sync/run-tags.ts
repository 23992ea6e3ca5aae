import type { RunState } from '../runs/run-state.js';
import type { SweepState } from '../runs/sweep-state.js';
import type { BestSoFar } from './best-so-far.js';
import { paramText } from './param-text.js';

/** Paths of the settings that the sweep's runs do not have in common. */
const differsTag = 'thaw.differs';

/** `extract 1–10, fine-tune 11–15` */
const phasesText = ({ phases }: RunState): string =>
  phases.map(({ name, first, last }) => `${name} ${first === last ? first : `${first}–${last}`}`).join(', ');

/** What can be told of a run only now, beside the tags that it was started with. */
export function runTags(sweep: SweepState, run: RunState): Readonly<Record<string, string>> {
  const phases = phasesText(run);
  return {
    ...run.tags,
    ...differing(sweep),
    ...(phases && { 'thaw.phases': phases }),
  };
}

/** The parent's: with the settings of the best run, so that the row says something while its runs are folded away. */
export function sweepTags(sweep: SweepState, { run: best }: BestSoFar): Readonly<Record<string, string>> {
  const { tags, differs = [] } = sweep.started!;
  if (!best) return { ...tags, ...differing(sweep) };
  const settings = differs.map((path) => [`thaw.best.${path}`, paramText(best.params[path] ?? null)]);
  return {
    ...tags,
    ...differing(sweep),
    'thaw.best': best.name,
    'thaw.best.run': best.id,
    ...(Object.fromEntries(settings) as Record<string, string>),
  };
}

function differing({ started }: SweepState): Readonly<Record<string, string>> {
  const { differs = [] } = started!;
  return differs.length > 0 ? { [differsTag]: differs.join(', ') } : {};
}
