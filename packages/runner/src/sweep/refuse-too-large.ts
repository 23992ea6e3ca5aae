import { largestBatch, ThawError, type PlanEstimate, type Problem, type Stage } from '@thaw/core';
import { statfs } from 'node:fs/promises';
import { formatBytes } from '../cli/bytes.js';
import { memoryLimit } from '../environment/memory-limit.js';
import type { PreparedSweep } from './prepare-sweep.js';

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
  { plan, cached }: PreparedSweep,
  estimate: PlanEstimate,
  engine: string,
  room: Room,
): void {
  const pending = plan.stages.filter(({ key }) => !cached.has(key));
  const memory = pending
    .filter(({ key }) => estimate.stages.get(key)!.memoryBytes > room.memoryBytes)
    .map((stage) => memoryProblem(stage, estimate, engine, room));
  // A thousand runs may have a thousand such stages; each kind of work is told once.
  const problems = [...new Map(memory.map((problem) => [problem.message, problem])).values()];
  if (estimate.diskBytes > room.diskBytes) problems.push(diskProblem(pending, estimate, room));
  if (problems.length > 0) throw new ThawError(problems);
}

function memoryProblem(stage: Stage, { stages }: PlanEstimate, engine: string, room: Room): Problem {
  const { demand, memoryBytes } = stages.get(stage.key)!;
  const fits = largestBatch(demand.memory, engine, room.memoryBytes);
  const isTraining = stage.kind === 'train' || stage.kind === 'evaluate';
  return {
    code: 'THAW-RUN-TOO-LARGE-FOR-MEMORY',
    message: `${stage.label} will not fit in memory`,
    expected: `at most ${formatBytes(room.memoryBytes)}, what this machine or container can give`,
    found: `about ${formatBytes(memoryBytes)}${isTraining ? `, with batchSize ${demand.memory.batchSize}` : ''}`,
    remedy:
      isTraining && fits > 0
        ? `write batchSize: ${fits}, the largest that fits; or thaw fewer layers, or lower backbone.imageSize`
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
