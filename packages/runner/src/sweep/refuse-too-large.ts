import { largestBatch, ThawError, type PlanEstimate, type Problem, type Stage } from '@thaw/core';
import { memoryLimit } from '@thaw/execution/environment';
import { statfs } from 'node:fs/promises';
import { formatBytes } from '../text/bytes.js';
import type { SweepPart } from './prepare-sweep.js';

/** The rest is for the system, and for the process that waits for the one that computes. */
const usableMemory = 0.9;
/** The rest is for journals, and for checkpoints that are replaced. */
const usableDisk = 0.95;

/** What a machine can give. */
export interface Room {
  readonly memoryBytes: number;
  readonly diskBytes: number;
}

/** `folder` exists, on the disk of the store. */
export async function roomFor(folder: string): Promise<Room> {
  const { bavail, bsize } = await statfs(folder);
  return { memoryBytes: usableMemory * memoryLimit(), diskBytes: usableDisk * bavail * bsize };
}

/** Refuses what would fail after hours: stages that need more memory than there is, results that find no room. */
export function refuseTooLarge(
  { plan, cached }: Pick<SweepPart, 'plan' | 'cached'>,
  estimate: PlanEstimate,
  engine: string,
  room: Room,
): void {
  const pending = plan.stages.filter(({ key }) => !cached.has(key));
  const tooLarge = pending.filter(({ key }) => estimate.stages.get(key)!.memoryBytes > room.memoryBytes);
  const extracted = tooLarge.filter(({ kind }) => kind === 'features');
  const trained = tooLarge.filter(({ kind }) => kind !== 'features');
  // A thousand runs may have a thousand such stages; the worst is told, and what would do for all of them.
  const problems = [extracted, trained]
    .filter((stages) => stages.length > 0)
    .map((stages) => memoryProblem(stages, estimate, engine, room));
  if (estimate.diskBytes > room.diskBytes) problems.push(diskProblem(pending, estimate, room));
  if (problems.length > 0) throw new ThawError(problems);
}

function memoryProblem(
  stages: readonly Stage[],
  estimate: PlanEstimate,
  engine: string,
  { memoryBytes: limit }: Room,
): Problem {
  const estimateOf = ({ key }: Stage) => estimate.stages.get(key)!;
  const worst = stages.reduce((a, b) => (estimateOf(b).memoryBytes > estimateOf(a).memoryBytes ? b : a));
  const { demand, memoryBytes } = estimateOf(worst);
  const hasBatches = worst.kind !== 'features';
  const fits = Math.min(
    ...stages.map((stage) => largestBatch(estimateOf(stage).demand.memory, engine, limit)),
  );
  return {
    code: 'THAW-RUN-TOO-LARGE-FOR-MEMORY',
    message: `${worst.label} will not fit in memory`,
    expected: `at most ${formatBytes(limit)}, what this machine or container can give`,
    found: `about ${formatBytes(memoryBytes)}${hasBatches ? `, with ${demand.memory.batchSize} images in a batch` : ''}`,
    remedy:
      hasBatches && fits > 0
        ? `write batchSize: ${fits}, the largest that fits; or memory: rematerialise, or thaw fewer layers, or lower backbone.imageSize`
        : 'lower backbone.imageSize, or take a smaller backbone',
  };
}

function diskProblem(pending: readonly Stage[], estimate: PlanEstimate, room: Room): Problem {
  const bytesOf = (kind: Stage['kind']) =>
    pending
      .filter((stage) => stage.kind === kind)
      .reduce((sum, { key }) => sum + estimate.stages.get(key)!.diskBytes, 0);
  return {
    code: 'THAW-RUN-TOO-LARGE-FOR-DISK',
    message: 'the results of this sweep will not fit on the disk of the store',
    expected: `at most ${formatBytes(room.diskBytes)}, what is free there`,
    found: `about ${formatBytes(estimate.diskBytes)}: ${formatBytes(bytesOf('features'))} of features, ${formatBytes(bytesOf('train'))} of checkpoints`,
    remedy:
      'make room, name another folder with --store, write features.precision: float16, or sweep fewer values',
  };
}
