import { changesImages, resolveAugment } from '../augment/image-operations.js';
import type { Backbone, BackboneRegistry } from '../graph/backbone.js';
import type { WeightsRecord } from '../graph/weights-record.js';
import { ownPool } from '../model/pools.js';
import { optimizerKinds, type Optimizer } from '../training/optimizers/optimizer-kinds.js';
import type { OptimizerKind } from '../training/optimizers/optimizer-kind.js';
import { scheduleKinds, type Schedule } from '../training/schedules/schedule-kinds.js';
import { redrawn, type Redrawn } from '../training/redrawn.js';
import { backboneNameInRun } from './backbone-names.js';
import { defaults } from './defaults.js';
import { withDefaults } from './kinds.js';
import { folderOf, normalisePath } from './paths.js';
import type {
  DataConfig,
  HeadConfig,
  LossConfig,
  PhaseConfig,
  RunConfig,
  SplitConfig,
  WeightsConfig,
} from './run-config.js';
import type { SinglePrecision } from './precision.js';
import type { MeasuredValues } from '../measured/measured-settings.js';
import { saidOf, type MeasuredSubject } from '../measured/questions.js';
import { resolveResize } from './resolve-resize.js';
import { networkName } from './screen.js';
import type { PartialSpec, Spec } from './spec.js';
import { simplifyWeights, startingWeights, weightsRecord } from './weights-record.js';
import { own } from '../records/own.js';

type WrittenPhase = Spec['phases'][number];
type WrittenOptimizer = NonNullable<WrittenPhase['optimizer']>;

/** What a spec leaves open that its surroundings decide. */
export interface SpecSurroundings {
  readonly backbones: BackboneRegistry;
  /** What a run that names no precision is computed in: the device decides. Default float32. */
  readonly singlePrecision?: SinglePrecision;
  /** What has come of settings that are left to measuring; while nothing has, it is as if they were not named. */
  readonly takenValues?: (subject: MeasuredSubject) => MeasuredValues | undefined;
}

/** What measured settings are where a spec does not name them. */
export const usualValues = ({
  singlePrecision = defaults.precision,
}: Pick<SpecSurroundings, 'singlePrecision'>): MeasuredValues => ({
  precision: singlePrecision,
  compile: defaults.compile,
});

/**
 * Defaults filled in, shorthands written out, settings without effect left out. `spec` is valid, with the swept
 * values in their places. Paths stay relative, as written but normalised.
 */
export function resolveRun(spec: Spec, surroundings: SpecSurroundings): RunConfig {
  const { backbones, takenValues } = surroundings;
  // What is screened is swept by now.
  const name = networkName(spec.backbone)!;
  const network = own(backbones, name)!;
  const weights = simplifyWeights(network, spec.backbone.weights ?? startingWeights(name));
  const record = weightsRecord(network, weights);
  const { imageSize = record.imageSize } = spec.backbone;
  const usual = usualValues(surroundings);
  const said = saidOf(spec, usual);
  const { precision, compile } = {
    ...usual,
    ...takenValues?.({ network: { name, imageSize }, said }),
    ...said,
  };
  return {
    seed: spec.seed ?? defaults.seed,
    ...resolveRepeat(spec.repeat),
    data: resolveData(spec.data, record),
    backbone: { name, weights: mapWeightsFile(weights, normalisePath), imageSize },
    head: resolveHead(spec.head, network),
    loss: resolveLoss({ ...defaults.loss, ...spec.loss }),
    batchSize: spec.batchSize ?? defaults.batchSize,
    ...(spec.features?.precision === 'float16' && { features: { precision: 'float16' } }),
    ...(precision !== 'float32' && { precision }),
    ...(spec.memory === 'rematerialise' &&
      !unusedMemory({ ...spec, compile }) && { memory: 'rematerialise' }),
    ...(compile !== 'off' && { compile }),
    phases: spec.phases.map(resolvePhase),
  };
}

function resolveHead(written: Spec['head'], network: Backbone): HeadConfig {
  const { pool, ...head } = { ...defaults.head, ...written };
  return { pool: pool === 'auto' ? ownPool(network) : pool, ...head };
}

/** Classes are named in NFC, and so are their weights, however an editor has composed an `é`. */
const resolveLoss = ({ classWeights, ...loss }: LossConfig): LossConfig => ({
  ...loss,
  ...(classWeights && {
    classWeights:
      typeof classWeights === 'string'
        ? classWeights
        : Object.fromEntries(
            Object.entries(classWeights).map(([name, weight]) => [name.normalize('NFC'), weight]),
          ),
  }),
});

/** The same run with its files where they are. */
export function withAbsolutePaths(config: RunConfig, resolvePath: (path: string) => string): RunConfig {
  const { data, backbone } = config;
  return {
    ...config,
    data: {
      ...data,
      root: resolvePath(data.root),
      ...(data.manifest !== undefined && { manifest: resolvePath(data.manifest) }),
    },
    backbone: {
      ...backbone,
      name: backboneNameInRun(backbone.name, resolvePath),
      weights: mapWeightsFile(backbone.weights, resolvePath),
    },
  };
}

const mapWeightsFile = (weights: WeightsConfig, map: (path: string) => string): WeightsConfig =>
  typeof weights === 'object' && 'file' in weights ? { ...weights, file: map(weights.file) } : weights;

function resolveData(
  { root, manifest, split, resize: written, augment, maxUnreadable, maxPixels }: Spec['data'],
  record: WeightsRecord,
): DataConfig {
  const resize = resolveResize(written, record);
  return {
    root: root === undefined ? folderOf(manifest!) : normalisePath(root),
    ...(manifest !== undefined && { manifest: normalisePath(manifest) }),
    split: resolveSplit(split),
    maxUnreadable: maxUnreadable ?? defaults.maxUnreadable,
    ...(maxPixels !== undefined && maxPixels !== defaults.maxPixels && { maxPixels }),
    ...(resize && { resize }),
    ...(augment && changesImages(augment) && { augment: resolveAugment(augment) }),
  };
}

/** A configuration that is done several times is not resolved as a whole: each of its runs is (`parts.ts`). */
function resolveSplit({ folds, fold, ...shares }: NonNullable<Spec['data']['split']> = {}): SplitConfig {
  const { validation, test } = { ...defaults.split, ...shares };
  if (folds === undefined) return { validation, test };
  return { validation: (1 - test) / folds, test, fold: { number: fold ?? 1, of: folds } };
}

/** The first is the run that there is without repeats. */
function resolveRepeat({ number = 1, redraw }: NonNullable<Spec['repeat']> = {}): Pick<RunConfig, 'repeat'> {
  if (number === 1) return {};
  const chosen: readonly Redrawn[] = redraw ?? defaults.repeat.redraw;
  return { repeat: { number, redraw: redrawn.filter((each) => chosen.includes(each)) } };
}

/** Why activations are not computed again, whatever `memory` says; undefined if they can be. */
export function unusedMemory({ phases = [], compile }: PartialSpec): string | undefined {
  if (!thaws(phases.map((phase) => phase ?? {}))) return 'no phase trains layers of the backbone';
  // Of two equal computations XLA leaves one: compiled, both ways have the same bits and take the same memory.
  return compile === 'always' ? 'with compile: always XLA decides what is computed again' : undefined;
}

/** Whether any phase trains layers of the backbone, whose activations a backward pass needs. */
const thaws = (phases: readonly { readonly trainable?: unknown }[]): boolean =>
  phases.some(({ trainable = defaults.trainable }) => trainable !== 'none');

function resolvePhase({
  name,
  epochs,
  trainable,
  batchNorm,
  optimizer = {},
  stop,
}: WrittenPhase): PhaseConfig {
  const selector = trainable ?? defaults.trainable;
  const rule = optimizer.name ?? defaults.optimizer.name;
  return {
    name,
    trainable: selector,
    // While nothing of the backbone trains, none of its BatchNormalization layers is thawed.
    batchNorm: selector === 'none' ? 'frozen' : (batchNorm ?? defaults.batchNorm),
    epochs,
    optimizer: resolveOptimizer(rule, optimizer),
    learningRate: optimizer.learningRate ?? optimizerKinds[rule].learningRate,
    schedule: resolveSchedule(optimizer.schedule),
    ...(stop && { stop: { ...defaults.stop, ...stop } }),
  };
}

function resolveOptimizer(name: Optimizer['name'], written: WrittenOptimizer): Optimizer {
  const { settings, simplify = (same) => same }: OptimizerKind = optimizerKinds[name];
  return { name, ...simplify(withDefaults(settings, written)) } as Optimizer;
}

function resolveSchedule(written: WrittenOptimizer['schedule'] = defaults.schedule.name): Schedule {
  const schedule = typeof written === 'string' ? { name: written } : written;
  const { settings } = scheduleKinds[schedule.name];
  return { name: schedule.name, ...withDefaults(settings, schedule) } as Schedule;
}
