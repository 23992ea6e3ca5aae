import {
  largestBatch,
  mostNumbersOnGpu,
  peakMemory,
  ThawError,
  type ComputingMemory,
  type MemoryDemand,
  type MemoryPlace,
  type PlanEstimate,
  type Problem,
  type Stage,
} from '@thaw/core';
import { memoryLimit } from '@thaw/execution/environment';
import { freeBytes } from '@thaw/locks';
import { formatBytes } from '../text/bytes.js';
import type { SweepPart } from './prepare-sweep.js';

/** The rest is for the system, and for the process that waits for the one that computes. */
const usableMemory = 0.9;
/** The rest is for journals, and for checkpoints that are replaced. */
const usableDisk = 0.95;

/** What a machine can give. */
export interface Room {
  readonly memoryBytes: number;
  /** Of the GPU, where one is computed on. */
  readonly gpuBytes?: number;
  readonly diskBytes: number;
}

/** `folder` exists, on the disk of the store. `memory` is of the machine that computes; where it is not known, this one's. */
export async function roomFor(
  folder: string,
  memory: ComputingMemory = { hostBytes: memoryLimit() },
): Promise<Room> {
  return {
    memoryBytes: usableMemory * memory.hostBytes,
    ...(memory.gpuBytes !== undefined && { gpuBytes: usableMemory * memory.gpuBytes }),
    diskBytes: usableDisk * (await freeBytes(folder)),
  };
}

/** Refuses what would fail after hours: stages that need more memory than there is, results that find no room. */
export function refuseTooLarge(
  { plan, cached }: Pick<SweepPart, 'plan' | 'cached'>,
  estimate: PlanEstimate,
  place: MemoryPlace,
  room: Room,
): void {
  const pending = plan.stages.filter(({ key, kind }) => kind !== 'dataset' && !cached.has(key));
  const demandOf = ({ key }: Stage) => estimate.stages.get(key)!.demand.memory;
  const problems = [
    ...memoryProblems(pending, demandOf, {
      ...{ place, bytes: room.memoryBytes },
      ...{ name: 'memory', giver: 'this machine or container can give' },
    }),
    ...(room.gpuBytes === undefined
      ? []
      : memoryProblems(pending, demandOf, {
          ...{ place: 'gpu', bytes: room.gpuBytes },
          ...{ name: 'the memory of the GPU', giver: 'is free on it' },
        })),
    ...(room.gpuBytes === undefined ? [] : arrayProblems(pending, demandOf)),
  ];
  if (estimate.diskBytes > room.diskBytes) problems.push(diskProblem(pending, estimate, room));
  if (problems.length > 0) throw new ThawError(problems);
}

/** Memory of one kind, and how to speak of it. */
interface Memory {
  readonly place: MemoryPlace;
  readonly bytes: number;
  readonly name: string;
  readonly giver: string;
}

/** A thousand runs may have a thousand such stages; the worst is told, and what would do for all of them. */
function memoryProblems(
  stages: readonly Stage[],
  demandOf: (stage: Stage) => MemoryDemand,
  { place, bytes, name, giver }: Memory,
): Problem[] {
  const bytesOf = (stage: Stage) => peakMemory(demandOf(stage), place);
  const tooLarge = stages.filter((stage) => bytesOf(stage) > bytes);
  const extracted = tooLarge.filter(({ kind }) => kind === 'features');
  const trained = tooLarge.filter(({ kind }) => kind !== 'features');
  return [extracted, trained]
    .filter((each) => each.length > 0)
    .map((each): Problem => {
      const worst = each.reduce((a, b) => (bytesOf(b) > bytesOf(a) ? b : a));
      const hasBatches = worst.kind !== 'features';
      const fits = Math.min(...each.map((stage) => largestBatch(demandOf(stage), place, bytes)));
      return {
        code: 'THAW-RUN-TOO-LARGE-FOR-MEMORY',
        message: `${worst.label} will not fit in ${name}`,
        expected: `at most ${formatBytes(bytes)}, what ${giver}`,
        found: `about ${formatBytes(bytesOf(worst))}${hasBatches ? `, with ${demandOf(worst).batchSize} images in a batch` : ''}`,
        remedy:
          hasBatches && fits > 0
            ? `write batchSize: ${fits}, the largest that fits; or memory: rematerialise, or thaw fewer layers, or lower backbone.imageSize`
            : 'lower backbone.imageSize, or take a smaller backbone',
      };
    });
}

/** Of features the batch is chosen so that it can be counted. */
function arrayProblems(stages: readonly Stage[], demandOf: (stage: Stage) => MemoryDemand): Problem[] {
  const numbersOf = (stage: Stage) => demandOf(stage).largestArray * demandOf(stage).batchSize;
  const tooLarge = stages.filter((stage) => stage.kind !== 'features' && numbersOf(stage) > mostNumbersOnGpu);
  if (tooLarge.length === 0) return [];
  const worst = tooLarge.reduce((a, b) => (numbersOf(b) > numbersOf(a) ? b : a));
  const fits = Math.floor(mostNumbersOnGpu / demandOf(worst).largestArray);
  return [
    {
      code: 'THAW-RUN-TOO-LARGE-FOR-MEMORY',
      message: `${worst.label} has arrays too large for kernels on a GPU`,
      expected: `at most ${mostNumbersOnGpu} numbers, which TensorFlow counts in 32 bits there`,
      found: `${numbersOf(worst)} in the largest, with ${demandOf(worst).batchSize} images in a batch`,
      remedy: fits > 0 ? `write batchSize: ${fits}, or lower backbone.imageSize` : 'lower backbone.imageSize',
    },
  ];
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
