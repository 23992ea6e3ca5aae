import type { BackboneRegistry } from '../../graph/backbone.js';
import { featuresPass } from '../features-pass.js';
import type { Plan } from '../plan.js';
import type { FeaturesStage, Stage, TrainStage } from '../stage.js';
import type { DatasetSize } from './dataset-size.js';
import { uncorrected } from './correction.js';
import { correctionKey } from './correction-key.js';
import { featuresDemand, mergePass } from './features-demand.js';
import type { MachineSpeed } from './machine-speed.js';
import { peakMemory, type MemoryPlace } from './memory-model.js';
import { ModelCostsCatalogue } from './model-costs.js';
import { Numbers } from './numbers.js';
import { noDemand, type StageDemand } from './stage-demand.js';
import { rawSeconds } from './stage-seconds.js';
import { loadingStages, piecesToCompile, Structures } from './structures.js';
import { evaluateDemand, trainDemand } from './training-demand.js';
import { wantedRows } from './wanted-rows.js';
import { groupBy } from '../../records/group-by.js';
import { own } from '../../records/own.js';
import { remember } from '../../records/remember.js';
import { heldFeatureBytes, type FeaturesStock } from '../stored-features.js';

/** What computing one stage takes. Features that come along in the pass of an earlier stage take no time of their own. */
export interface StageEstimate {
  readonly demand: StageDemand;
  /** Floating-point operations, a multiply-add counting as two. */
  readonly flops: number;
  /** Absent as long as the machine's speed is not known. */
  readonly seconds?: number;
  /** Between how many and how many seconds, by how far estimates were off before. */
  readonly secondsRange?: readonly [low: number, high: number];
  /** Peak resident memory of the process that computes. */
  readonly memoryBytes: number;
  /** What it leaves in the store. */
  readonly diskBytes: number;
}

export interface PlanEstimate extends Omit<StageEstimate, 'demand'> {
  /** Of every stage by its key, stored or not; the totals are of those that are not. */
  readonly stages: ReadonlyMap<string, StageEstimate>;
}

export interface EstimateInputs {
  readonly plan: Plan;
  /** Keys of stages that are stored. */
  readonly cached: ReadonlySet<string>;
  readonly backbones: BackboneRegistry;
  /** By the key of a dataset stage. */
  readonly datasetOf: (key: string) => DatasetSize;
  /** By the key of a features stage; where it says nothing, no image is stored. */
  readonly stockOf?: (key: string) => FeaturesStock | undefined;
  /** Of the process that computes. */
  readonly memoryPlace: MemoryPlace;
  /** Without it nothing is said of time. */
  readonly speed?: MachineSpeed;
  /** What is known of networks from other estimates. Default: nothing. */
  readonly models?: ModelCostsCatalogue;
}

/** Estimates a plan from operations and activations of its graphs, and the machine's speed. Nothing is executed. */
export function estimatePlan(inputs: EstimateInputs): PlanEstimate {
  const { plan, cached, memoryPlace, speed } = inputs;
  const numbers = new Numbers();
  const structures = new Structures(plan, numbers);
  const demands = demandsOf(inputs, structures, numbers);
  const pending = plan.stages.filter(({ key }) => !cached.has(key));
  const loading = loadingStages(pending, structures);
  for (const [first, ...others] of passesOf(pending)) {
    const groups = [...groupBy([first!, ...others], ({ wanted }) => JSON.stringify(wanted)).values()];
    const wanted = distinctWanted([first!, ...others]);
    const merged = mergePass(
      groups.map((group) => group.map(({ key }) => demands.get(key)!)),
      wantedRows(wanted, inputs.datasetOf),
    );
    for (const { key } of others)
      demands.set(key, { ...noDemand, memory: merged.memory, diskBytes: demands.get(key)!.diskBytes });
    const { key } = first!;
    demands.set(key, { ...merged, diskBytes: demands.get(key)!.diskBytes });
  }
  const compiling = piecesToCompile(pending, structures, (key) => demands.get(key)!.codes);
  const estimateOf = (stage: Stage, demand: StageDemand): StageEstimate => {
    const train = stage.kind === 'evaluate' ? (plan.stage(stage.train) as TrainStage) : undefined;
    const { matrixFlops, depthwiseFlops } = demand.forward;
    const trained = demand.training;
    return {
      demand,
      flops: matrixFlops + depthwiseFlops + trained.matrixFlops + trained.depthwiseFlops,
      ...(speed && timeOf(demand, speed, correctionKey(stage, train))),
      memoryBytes: stage.kind === 'dataset' ? 0 : peakMemory(demand.memory, memoryPlace),
      diskBytes: demand.diskBytes,
    };
  };
  /** Of those with nothing to load or to compile. What was counted once for many stages is estimated once for them. */
  const light = new Map<StageDemand, StageEstimate>();
  const stages = new Map(
    plan.stages.map((stage) => {
      const counted = demands.get(stage.key)!;
      const codes = compiling.get(stage.key) ?? [];
      if (loading.has(stage.key) || codes.length > 0) {
        const loadedLayers = loading.has(stage.key) ? counted.loadedLayers : 0;
        return [stage.key, estimateOf(stage, { ...counted, loadedLayers, codes })] as const;
      }
      const lightly = () => estimateOf(stage, { ...counted, loadedLayers: 0, codes });
      return [stage.key, remember(light, counted, lightly)] as const;
    }),
  );
  const estimates = pending.map(({ key }) => stages.get(key)!);
  const total = (amount: (estimate: StageEstimate) => number) =>
    estimates.reduce((sum, each) => sum + amount(each), 0);
  return {
    stages,
    flops: total(({ flops }) => flops),
    ...(speed && totalSeconds(estimates)),
    memoryBytes: estimates.reduce((most, { memoryBytes }) => Math.max(most, memoryBytes), 0),
    diskBytes: total(({ diskBytes }) => diskBytes),
  };
}

type Seconds = Required<Pick<StageEstimate, 'seconds' | 'secondsRange'>>;

function timeOf(demand: StageDemand, speed: MachineSpeed, key: string): Seconds {
  const seconds = rawSeconds(demand, speed);
  const { usual, low, high } = own(speed.corrections, key) ?? uncorrected;
  return { seconds: seconds * usual, secondsRange: [seconds * low, seconds * high] };
}

/** Stages are off together, as whatever slows one slows the others. */
export function totalSeconds(estimates: readonly Pick<StageEstimate, 'seconds' | 'secondsRange'>[]): Seconds {
  const sum = (of: (estimate: (typeof estimates)[number]) => number | undefined) =>
    estimates.reduce((total, each) => total + (of(each) ?? 0), 0);
  return {
    seconds: sum(({ seconds }) => seconds),
    secondsRange: [
      sum(({ secondsRange }) => secondsRange?.[0]),
      sum(({ secondsRange }) => secondsRange?.[1]),
    ],
  };
}

function demandsOf(
  { plan, backbones, datasetOf, stockOf, models = new ModelCostsCatalogue(backbones) }: EstimateInputs,
  structures: Structures,
  numbers: Numbers,
): Map<string, StageDemand> {
  const costsBelow = ({ backbone, pool = 'avg' }: FeaturesStage) =>
    models.of(backbone, { pool, hidden: [], dropout: 0 }, 1);
  const held = new Map<string, number>();
  const heldOf = (key: string, dataset: string) =>
    remember(held, `${key} ${dataset}`, () => {
      const stage = plan.stage(key) as FeaturesStage;
      const wanted = stage.wanted.filter((each) => each.dataset === dataset).slice(0, 1);
      const bytes = costsBelow(stage).rowBytes(stage.outputs, stage.storedAs);
      return Math.min(heldFeatureBytes, bytes * wantedRows(wanted, datasetOf));
    });
  const inputsOf = ({ backbone, head, dataset, features, augmentedFeatures }: TrainStage) => {
    const { images, classes } = datasetOf(dataset);
    const copies = augmentedFeatures === undefined ? 0 : heldOf(augmentedFeatures, dataset);
    return {
      images,
      costs: models.of(backbone, head, classes.length),
      heldBytes: heldOf(features, dataset) + copies,
    };
  };
  /** Equal for trainings that take the same, as most of a sweep do. */
  const idOf = (stage: TrainStage): string => {
    const { split, readings, batchSize, augment, features, augmentedFeatures } = stage;
    const carried = trainedBefore(stage, plan).map((layers) => numbers.of(layers));
    const counted = [numbers.of(split), numbers.of(readings), batchSize, augment !== undefined];
    return JSON.stringify([structures.of(stage), ...counted, features, augmentedFeatures, ...carried]);
  };
  const known = new Map<string, StageDemand>();
  const demandOf = (stage: Stage): StageDemand => {
    switch (stage.kind) {
      case 'dataset':
        return datasetDemand(datasetOf(stage.key).images);
      case 'features': {
        const { stored, total } = stockOf?.(stage.key) ?? {
          stored: 0,
          total: wantedRows(stage.wanted, datasetOf),
        };
        const sizes = stage.wanted.map((each) => datasetOf(each.dataset));
        const sum = (of: (size: DatasetSize) => number) => sizes.reduce((all, size) => all + of(size), 0);
        const bytesEach =
          sum(({ imageBytes }) => imageBytes) /
          Math.max(
            1,
            sum(({ images }) => images),
          );
        return featuresDemand(stage, { rows: total - stored, bytesEach }, costsBelow(stage));
      }
      case 'train':
        return remember(known, idOf(stage), () => {
          const inputs = inputsOf(stage);
          return trainDemand(stage, inputs, inputs.costs.trainedBytes(carriedLayers(stage, plan)));
        });
      case 'evaluate': {
        const train = plan.stage(stage.train) as TrainStage;
        return remember(known, `${stage.on} ${idOf(train)}`, () =>
          evaluateDemand(stage, train, inputsOf(train)),
        );
      }
    }
  };
  return new Map(plan.stages.map((stage) => [stage.key, demandOf(stage)]));
}

/** What earlier phases trained and this one does not. */
function carriedLayers(stage: TrainStage, plan: Plan): readonly string[] {
  const earlier = new Set(trainedBefore(stage, plan).flat());
  stage.trainable.forEach((name) => earlier.delete(name));
  return [...earlier];
}

/** What each earlier phase trained. */
function trainedBefore({ previous }: TrainStage, plan: Plan): readonly (readonly string[])[] {
  if (!previous) return [];
  const before = plan.stage(previous.key) as TrainStage;
  return [before.trainable, ...trainedBefore(before, plan)];
}

/** What an image takes in a stored index: a path, a hash and a label. */
const indexBytesPerImage = 150;

function datasetDemand(images: number): StageDemand {
  const diskBytes = indexBytesPerImage * images;
  return { ...noDemand, writtenBytes: diskBytes, writes: 2, diskBytes };
}

/** Features stages, by the pass that yields them, in the plan's order. */
const passesOf = (pending: readonly Stage[]): Iterable<readonly FeaturesStage[]> =>
  groupBy(
    pending.filter((stage) => stage.kind === 'features'),
    featuresPass,
  ).values();

const distinctWanted = (stages: readonly FeaturesStage[]): FeaturesStage['wanted'] => [
  ...new Map(stages.flatMap(({ wanted }) => wanted.map((each) => [JSON.stringify(each), each]))).values(),
];
