import { clusterAsks, type ClusterName, type ClusterProfile, type Launcher } from '@thaw/core';
import { clusterKind, QueueLauncher } from '@thaw/execution/launcher';
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
  cluster: ClusterName,
  part: SweepPart,
  { workers }: WorkerOptions,
  session: Session,
  settings: Pick<StageSettings, 'backend'>,
): ClusterProfile {
  const asks = clusterAsks(cluster, part.loaded.spec.launcher, siteOf(session).launcher);
  return clusterKind(cluster).profile(
    { ...asks, ...(typeof workers === 'number' && { maxJobs: workers }) },
    { mebibytes: (isOnGpu) => mebibytesFor(part, settings, isOnGpu) },
  );
}

/** What the largest stage needs that is not stored. */
function mebibytesFor(
  part: SweepPart,
  { backend }: Pick<StageSettings, 'backend'>,
  isOnGpu: boolean,
): number {
  const isPortable = backend === 'wasm' || backend === 'cpu';
  const memoryPlace = isPortable ? 'portable' : isOnGpu ? 'tensorflow-gpu' : 'tensorflow';
  const { stages } = estimateSweep(part, { memoryPlace });
  const bytes = Math.max(0, ...[...stages.values()].map(({ memoryBytes }) => memoryBytes));
  return Math.ceil((besides.share * bytes) / 2 ** 20) + besides.mebibytes;
}

interface OnCluster {
  readonly cluster: ClusterName;
  /** A name for its queue. */
  readonly queue: string;
  readonly profile: ClusterProfile;
}

/** What has tasks of a sweep computed by workers of a cluster. None is started before there is something to compute. */
export const openCluster = (
  settings: StageSettings,
  { cluster, queue, profile }: OnCluster,
  report: Report,
): Launcher => new QueueLauncher(clusterKind(cluster), settings, { sweep: queue, profile }, report);
