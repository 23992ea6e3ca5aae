import { slurmProfile, type Launcher, type SlurmProfile } from '@thaw/core';
import { SlurmLauncher } from '@thaw/execution/launcher';
import type { Report, StageSettings } from '@thaw/execution/stages';
import { estimateSweep } from '../sweep/estimate-sweep.js';
import type { SweepPart } from '../sweep/prepare-sweep.js';
import type { Session } from './open-session.js';
import type { WorkerOptions } from './options.js';
import { siteOf } from './site.js';

/** What estimates leave out: the process that looks for tasks, and what the system keeps of files. */
const besides = { share: 1.25, mebibytes: 512 };

/** What workers are asked for: by the spec, the site, and else by the plan. `--workers` counts before both. */
export function profileOf(
  part: SweepPart,
  { workers }: WorkerOptions,
  session: Session,
  settings: Pick<StageSettings, 'backend'>,
): SlurmProfile {
  const profile = slurmProfile(part.loaded.spec.launcher, siteOf(session).launcher);
  return {
    mem: `${mebibytesFor(part, settings, profile)}M`,
    ...profile,
    ...(typeof workers === 'number' && { maxJobs: workers }),
  };
}

/** What the largest stage needs that is not stored. */
function mebibytesFor(
  part: SweepPart,
  { backend }: Pick<StageSettings, 'backend'>,
  { gres }: SlurmProfile,
): number {
  const isPortable = backend === 'wasm' || backend === 'cpu';
  const memoryPlace = isPortable ? 'portable' : gres?.startsWith('gpu') ? 'tensorflow-gpu' : 'tensorflow';
  const { stages } = estimateSweep(part, { memoryPlace });
  const bytes = Math.max(0, ...[...stages.values()].map(({ memoryBytes }) => memoryBytes));
  return Math.ceil((besides.share * bytes) / 2 ** 20) + besides.mebibytes;
}

/** What has tasks of a sweep computed by jobs. `queue`: a name for its queue. Nothing is submitted before there is something to compute. */
export const openSlurm = (
  settings: StageSettings,
  { queue, profile }: { readonly queue: string; readonly profile: SlurmProfile },
  report: Report,
): Launcher => new SlurmLauncher(settings, { sweep: queue, profile }, report);
