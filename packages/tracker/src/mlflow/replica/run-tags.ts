import { own, type JournaledRun, type JournaledSweep, type Origin } from '@thaw/core';
import type { BestSoFar } from './best-so-far.js';
import { limits } from '../limits.js';
import { paramText } from './param-text.js';

type Tags = Readonly<Record<string, string>>;

/** Paths of the settings that the sweep's runs do not have in common. */
const differsTag = 'thaw.differs';

/** `extract 1–10, fine-tune 11–15` */
const phasesText = ({ phases }: JournaledRun): string =>
  phases.map(({ name, first, last }) => `${name} ${first === last ? first : `${first}–${last}`}`).join(', ');

/** Where MLflow's UI looks for the version of the source, and what tells the versions of Thaw apart. */
const originTags = ({ thaw, git }: Origin = {}): Tags => ({
  ...(thaw !== undefined && { 'thaw.version': thaw }),
  ...(git && {
    'mlflow.source.git.commit': git.commit,
    ...(git.branch !== undefined && { 'mlflow.source.git.branch': git.branch }),
    'thaw.git.dirty': String(git.dirty),
  }),
});

/** By the night that came to them last, a search finds the runs of all its sweeps. */
export const nightTags = ({ nights }: JournaledSweep): Tags => {
  const last = nights.at(-1);
  return last === undefined ? {} : { 'thaw.night': nightText(last) };
};

/** The sweep's own also has those before, the latest first, as many as a tag has room for. */
export const sweepNightTags = (sweep: JournaledSweep): Tags => {
  const last = sweep.nights.slice(-mostNights).toReversed().map(nightText);
  return last.length === 0 ? {} : { ...nightTags(sweep), 'thaw.nights': last.join(' ') };
};

/** `2026-11-26T01:00:00Z`, as people write it. */
const nightText = (dueAt: string): string => dueAt.replace('.000Z', 'Z');
const mostNights = Math.floor(limits.tagLength / '2026-11-26T01:00:00Z '.length);

/** What the sweep's own run is made with: what the spec says now, and of what code its latest execution was. */
export const madeSweepTags = (sweep: JournaledSweep): Tags => ({
  ...originTags(sweep.started.origin),
  ...sweep.specTags,
});

/** What a run is made with. */
export function madeRunTags(sweep: JournaledSweep, { origin, colour, params, group }: JournaledRun): Tags {
  const backbone = own(params, 'backbone.name');
  return {
    ...originTags(origin),
    ...(typeof backbone === 'string' && { 'thaw.backbone': backbone }),
    ...(group && { 'thaw.group': group.name, 'thaw.group.part': group.part }),
    ...(colour !== undefined && { 'mlflow.runColor': colour }),
    ...sweep.specTags,
  };
}

/** With what can be told of a run only now. */
export function runTags(sweep: JournaledSweep, run: JournaledRun): Tags {
  const phases = phasesText(run);
  return {
    ...madeRunTags(sweep, run),
    ...differing(sweep),
    ...nightTags(sweep),
    ...(phases && { 'thaw.phases': phases }),
  };
}

/** The parent's: with the settings of the best run, so that the row says something while its runs are folded away. */
export function sweepTags(sweep: JournaledSweep, { run: best }: BestSoFar): Tags {
  const { differs = [] } = sweep.started;
  const tags = { ...madeSweepTags(sweep), ...differing(sweep), ...sweepNightTags(sweep) };
  if (!best) return tags;
  const settings = differs.map((path) => [`thaw.best.${path}`, paramText(own(best.params, path) ?? null)]);
  return {
    ...tags,
    'thaw.best': best.name,
    'thaw.best.run': best.id,
    ...(Object.fromEntries(settings) as Record<string, string>),
  };
}

function differing({ started }: JournaledSweep): Tags {
  const { differs = [] } = started;
  return differs.length > 0 ? { [differsTag]: differs.join(', ') } : {};
}
