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

/** What one worker can have. `folder` exists, on the disk of the store. `memory`: of the machine that computes; where it is not known, this one's. */
export const roomFor = async (folder: string, memory?: ComputingMemory): Promise<Room> => ({
  ...memoryFor(memory, 1),
  diskBytes: usableDisk * (await freeBytes(folder)),
});

type MemoryRoom = Omit<Room, 'diskBytes'>;

/** What each of so many can have. */
function memoryFor(memory: ComputingMemory | undefined, workers: number): MemoryRoom {
  const { hostBytes, gpuBytes, gpus = 1 } = memory ?? { hostBytes: memoryLimit() };
  return {
    memoryBytes: (usableMemory * hostBytes) / workers,
    ...(gpuBytes !== undefined && { gpuBytes: (usableMemory * gpuBytes) / Math.ceil(workers / gpus) }),
  };
}

/** How many workers, of at most so many, can each have the memory that the largest stage needs; one in any case. */
export function workersThatFit(
  most: number,
  part: Pick<SweepPart, 'plan' | 'cached'>,
  estimate: PlanEstimate,
  place: MemoryPlace,
  memory: ComputingMemory | undefined,
): number {
  const fits = (workers: number) =>
    memoryProblems(part, estimate, place, memoryFor(memory, workers)).length === 0;
  for (let workers = most; workers > 1; workers--) if (fits(workers)) return workers;
  return 1;
}

/** Refuses what would fail after hours: stages that need more memory than there is, results that find no room. */
export function refuseTooLarge(
  part: Pick<SweepPart, 'plan' | 'cached'>,
  estimate: PlanEstimate,
  place: MemoryPlace,
  room: Room,
): void {
  const problems = [...memoryProblems(part, estimate, place, room)];
  if (estimate.diskBytes > room.diskBytes) problems.push(diskProblem(pendingOf(part), estimate, room));
  if (problems.length > 0) throw new ThawError(problems);
}

const pendingOf = ({ plan, cached }: Pick<SweepPart, 'plan' | 'cached'>): readonly Stage[] =>
  plan.stages.filter(({ key, kind }) => kind !== 'dataset' && !cached.has(key));

function memoryProblems(
  part: Pick<SweepPart, 'plan' | 'cached'>,
  estimate: PlanEstimate,
  place: MemoryPlace,
  { memoryBytes, gpuBytes }: MemoryRoom,
): readonly Problem[] {
  const pending = pendingOf(part);
  const demandOf = ({ key }: Stage) => estimate.stages.get(key)!.demand.memory;
  return [
    ...problemsIn(pending, demandOf, {
      ...{ place, bytes: memoryBytes },
      ...{ name: 'memory', giver: 'this machine or container can give' },
    }),
    ...(gpuBytes === undefined
      ? []
      : problemsIn(pending, demandOf, {
          ...{ place: 'gpu', bytes: gpuBytes },
          ...{ name: 'the memory of the GPU', giver: 'is free on it' },
        })),
    ...(gpuBytes === undefined ? [] : arrayProblems(pending, demandOf)),
  ];
}

/** Memory of one kind, and how to speak of it. */
interface Memory {
  readonly place: MemoryPlace;
  readonly bytes: number;
  readonly name: string;
  readonly giver: string;
}

/** A thousand runs may have a thousand such stages; the worst is told, and what would do for all of them. */
function problemsIn(
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
