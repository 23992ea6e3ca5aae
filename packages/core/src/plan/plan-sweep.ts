import type { AugmentConfig } from '../augment/image-operations.js';
import type { BackboneRegistry } from '../graph/backbone.js';
import { contentHash } from '../hash/content-hash.js';
import type { DataPlace } from '../ports/data-source.js';
import type { DataConfig, RunConfig } from '../spec/run-config.js';
import type { Run } from '../sweep/run.js';
import type { Reading } from '../training/reading.js';
import { scheduleKind } from '../training/schedules/schedule-kinds.js';
import { seedsOf, splitOf } from './drawn-by.js';
import { featuresStage, readOf, type FeaturesDraft } from './features-stage.js';
import { ModelCatalogue, type PhaseModel } from './model.js';
import type { Plan, PlannedPhase, PlannedRun } from './plan.js';
import { remember } from '../records/remember.js';
import type { SplitSettings, Stage } from './stage.js';
import { keyOfStage, type StageDraft } from './stage-identity.js';
import { StageTable } from './stage-table.js';

/** What a plan needs to know of a dataset; the images themselves are not read. */
export interface DatasetFacts {
  /** Of the whole index: paths, contents, labels, groups, splits. */
  readonly indexHash: string;
  /** Of the images' contents alone, in order: what is read of features. */
  readonly imagesHash: string;
  readonly classes: readonly string[];
  readonly images: number;
  /** Whether the manifest itself names test images. */
  readonly hasTestImages: boolean;
}

/** What runs are planned by. */
export interface PlanInputs {
  readonly backbones: BackboneRegistry;
  readonly datasetOf: (data: DataConfig) => DatasetFacts;
  /** Identifies the backbone's weights by content: `random:42`, `file:<sha256>`, … */
  readonly weightsOf: (config: RunConfig) => string;
  /**
   * False for the work of a naive loop, to compare with: every run has stages of its own, and each epoch passes through
   * the whole network, as only images are stored. Default true.
   */
  readonly sharing?: boolean;
}

/** Splits runs into stages and names each by what it depends on, so that equal work is planned once. */
export function planSweep({ runs, ...inputs }: PlanInputs & { readonly runs: readonly Run[] }): GrowingPlan {
  const plan = new GrowingPlan(inputs);
  for (const run of runs) plan.add(run);
  return plan;
}

/** A plan to which a search adds runs. */
export class GrowingPlan implements Plan {
  readonly #table = new StageTable();
  readonly #features: FeaturesDrafts = new Map();
  readonly #datasets = new Map<string, string>();
  readonly #runs: PlannedRun[] = [];

  constructor(
    private readonly inputs: PlanInputs,
    private readonly models = new ModelCatalogue(inputs.backbones, inputs.sharing),
  ) {}

  /** An empty one of the same inputs. */
  beside(): GrowingPlan {
    return new GrowingPlan(this.inputs, this.models);
  }

  get stages(): readonly Stage[] {
    return this.#table.stages();
  }

  get runs(): readonly PlannedRun[] {
    return this.#runs;
  }

  stage(key: string): Stage | undefined {
    return this.#table.stage(key);
  }

  add(run: Run): PlannedRun {
    const known = { models: this.models, features: this.#features, datasets: this.#datasets };
    const planned = new RunPlanner(this.inputs, known, this.#table, run).plan();
    this.#runs.push(planned);
    return planned;
  }
}

/** Features stages without their runs, by all that they follow from: a thousand runs share a handful. */
type FeaturesDrafts = Map<
  string,
  { readonly stage: FeaturesDraft; readonly key: string; readonly read: string }
>;

/** What was found out for other runs. */
interface KnownOfOthers {
  readonly models: ModelCatalogue;
  readonly features: FeaturesDrafts;
  /** Keys of dataset stages, by their index. */
  readonly datasets: Map<string, string>;
}

/** Plans one run. Every method adds a stage to the table and returns its key. */
class RunPlanner {
  readonly #config: RunConfig;
  readonly #dataset: DatasetFacts;
  readonly #split: SplitSettings;
  readonly #stages: string[] = [];

  constructor(
    private readonly inputs: PlanInputs,
    private readonly known: KnownOfOthers,
    private readonly table: StageTable,
    private readonly run: Run,
  ) {
    this.#config = run.config;
    this.#dataset = inputs.datasetOf(run.config.data);
    this.#split = splitOf(run.config);
  }

  plan(): PlannedRun {
    const dataset = this.#planDataset();
    const phases: PlannedPhase[] = [];
    for (const [index, { name, epochs, stop }] of this.#config.phases.entries()) {
      const model = this.known.models.phase(this.#config, index, this.#dataset.classes.length);
      const { parameters, trainableParameters, reason, cut } = model;
      const reading: Reading = { epochs, ...(stop && { stop }) };
      const train = this.#planTrain(index, model, dataset, phases.at(-1), reading);
      const flops = model.flopsBelow + model.flopsAbove;
      phases.push({ name, train, reading, cut: cut.outputs, reason, parameters, trainableParameters, flops });
    }
    const evaluate = this.#planEvaluate(phases.at(-1)!);
    return { run: this.run, stages: this.#stages, phases, evaluate };
  }

  #add(stage: StageDraft, shared = keyOfStage(stage)): string {
    const { sharing = true } = this.inputs;
    const key = sharing ? shared : contentHash([shared, this.run.id]);
    this.table.add({ ...stage, key }, this.run.id);
    if (!this.#stages.includes(key)) this.#stages.push(key);
    return key;
  }

  #planDataset(): string {
    const { indexHash: index, images } = this.#dataset;
    const data = placeOf(this.#config.data);
    const stage = {
      kind: 'dataset',
      index,
      parents: [],
      label: `index of ${images} images`,
      work: 0,
      data,
    } as const;
    return this.#add(
      stage,
      remember(this.known.datasets, index, () => keyOfStage(stage)),
    );
  }

  /** With the name of what is read of them. */
  #planFeatures(dataset: string, model: PhaseModel, copied?: AugmentConfig): { key: string; read: string } {
    const { backbone, data, seed, head, features, precision, compile } = this.#config;
    const id = JSON.stringify([
      ...[dataset, placeOf(data), backbone, seed, head.pool, features, precision, compile],
      // Only copies depend on how images are divided: folds share the rest.
      ...[model.cut.outputs, copied && [copied, this.#split], data.maxPixels, data.resize],
    ]);
    const { stage, key, read } = remember(this.known.features, id, () => {
      const draft = this.#draftFeatures(dataset, model, copied);
      return { stage: draft, key: keyOfStage(draft), read: readOf(draft, this.#dataset.imagesHash) };
    });
    return { key: this.#add(stage, key), read };
  }

  #draftFeatures(dataset: string, model: PhaseModel, copied?: AugmentConfig): FeaturesDraft {
    const { backbone, data, seed, head, features, precision, compile } = this.#config;
    const { images } = this.#dataset;
    const { variants, ...augment } = copied ?? {};
    const rows = variants === undefined ? images : variants * this.#trainShare() * images;
    const { maxPixels, resize } = data;
    const wanted = { dataset, data: placeOf(data), ...(maxPixels !== undefined && { maxPixels }) };
    return featuresStage({
      wanted: variants === undefined ? wanted : { ...wanted, copies: { variants, split: this.#split } },
      backbone,
      ...(resize && { resize }),
      seed,
      outputs: model.cut.outputs,
      ...(precision && !this.#storesImages(model) && { precision }),
      ...(compile && !this.#storesImages(model) && { compile }),
      ...(features && !this.#storesImages(model) && { storedAs: features.precision }),
      work: rows * model.flopsBelow,
      ...(copied && { augmented: { augment: augment as AugmentConfig, seed } }),
      graphHash: this.known.models.backbone(backbone).hash,
      weights: this.inputs.weightsOf(this.#config),
      pool: head.pool,
    });
  }

  #planTrain(
    phaseIndex: number,
    model: PhaseModel,
    dataset: string,
    before: PlannedPhase | undefined,
    reading: Reading,
  ): string {
    const { backbone, head, loss, batchSize, precision, compile, data, phases } = this.#config;
    const { optimizer, learningRate, schedule, trainable } = phases[phaseIndex]!;
    // A head has next to no activations.
    const memory = trainable === 'none' ? undefined : this.#config.memory;
    const features = this.#planFeatures(dataset, model);
    const { augment } = data;
    const storesImages = this.#storesImages(model);
    // Copies of stored images are drawn again in no time; copies of activations are what is worth storing.
    const copies =
      augment?.variants !== undefined && !storesImages
        ? this.#planFeatures(dataset, model, augment)
        : undefined;
    const seeds = seedsOf(this.#config);
    const previous = before && { key: before.train, reading: before.reading };
    const parents = [dataset, features.key, copies?.key, previous?.key].filter((key) => key !== undefined);
    const trainImages = this.#trainShare() * this.#dataset.images;
    const validationImages = data.split.validation * this.#dataset.images;
    return this.#add({
      kind: 'train',
      parents,
      label: `training of ${backbone.name} from ${model.cut.above[0]}`,
      // A backward pass costs about twice the forward one.
      work: reading.epochs * model.flopsAbove * (3 * trainImages + validationImages),
      dataset,
      features: features.key,
      ...(copies && { augmentedFeatures: copies.key, variants: augment!.variants }),
      reads: Object.fromEntries([features, copies].flatMap((each) => (each ? [[each.key, each.read]] : []))),
      ...(storesImages && augment && { augment }),
      ...(previous && { previous }),
      backbone,
      head,
      loss,
      batchSize,
      ...(precision && { precision }),
      ...(memory && { memory }),
      ...(compile && { compile }),
      weights: this.inputs.weightsOf(this.#config),
      // A trajectory does not depend on how far it is followed, unless its schedule does.
      ...(scheduleKind(schedule).dependsOnLength && { epochs: reading.epochs }),
      split: this.#split,
      ...(seeds && { seeds }),
      phase: { batchNorm: model.batchNorm, optimizer, learningRate, schedule },
      phaseIndex,
      trainable: model.trainable,
      inputs: model.cut.outputs,
      above: model.cut.above,
      readings: [reading],
    });
  }

  #planEvaluate({ train, reading }: PlannedPhase): string {
    const { data } = this.#config;
    const on = data.split.test > 0 || this.#dataset.hasTestImages ? 'test' : 'validation';
    const model = this.known.models.phase(
      this.#config,
      this.#config.phases.length - 1,
      this.#dataset.classes.length,
    );
    return this.#add({
      kind: 'evaluate',
      parents: [train],
      label: `evaluation on ${on} images`,
      work: data.split[on] * this.#dataset.images * model.flopsAbove,
      train,
      reading,
      on,
    });
  }

  #storesImages({ cut }: PhaseModel): boolean {
    return cut.outputs[0] === this.known.models.backbone(this.#config.backbone).graph.layers[0]!.name;
  }

  #trainShare(): number {
    const { validation, test } = this.#config.data.split;
    return 1 - validation - test;
  }
}

const placeOf = ({ root, manifest }: DataConfig): DataPlace => ({
  root,
  ...(manifest !== undefined && { manifest }),
});
