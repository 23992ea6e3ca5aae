import { addHead } from '../../model/head.js';
import type { DatasetFacts } from '../plan-sweep.js';
import type { EvaluateStage, FeaturesStage, SplitSettings, Stage, TrainStage } from '../stage.js';
import type { BackboneRegistry } from '../../graph/backbone.js';
import type { LayerGraph } from '../../graph/layer-graph.js';
import { describeLayers } from '../../graph/shapes.js';
import { product } from '../../layers/convolution.js';
import { optimizerSlots } from './optimizer-slots.js';
import { passCost, type PassCost } from './pass-cost.js';
import { noWork, timesWork, type Work } from './work.js';

/** All that a stage takes, counted from its graph and its rows: the same on every machine. */
export interface StageDemand {
  readonly decodedImages: number;
  /** Of images that are augmented, at the network's input size. */
  readonly augmentedPixels: number;
  readonly forward: Work;
  /** Forward and backward, counted as three forward passes: gradients of inputs and of weights cost about one each
   *  (Kaplan et al., 2020, section 2.1). */
  readonly training: Work;
  readonly steps: number;
  /** Bytes and blobs written while it is computed. */
  readonly writtenBytes: number;
  readonly writes: number;
  /** What it leaves in the store. */
  readonly diskBytes: number;
  readonly memory: MemoryDemand;
}

export interface MemoryDemand {
  readonly isTraining: boolean;
  /** Of all layers that are loaded. */
  readonly weightBytes: number;
  /** Copies of trained weights: gradients, optimizer slots, and a checkpoint while it is written. */
  readonly trainedBytes: number;
  /** Held by Thaw itself: stored features, shards that fill. */
  readonly heldBytes: number;
  /** Activations, for each image of a batch: alive at once in inference, all of them in training. */
  readonly bytesPerImage: number;
  readonly batchSize: number;
}

/** What an index of images takes for each, in the store: a path, a hash and a label, as JSON. */
const indexBytesPerImage = 150;
/** As in `feature-layout.ts`, `feature-reader.ts` and `features-stage.ts` of the runner. */
const shardBytes = 64 * 2 ** 20;
const heldFeatureBytes = 2 * 2 ** 30;
const extractionBatch = 32;
/** Of an epoch's history, for the disk. */
const recordBytes = 400;

/** Counts what stages take. Graphs are taken apart once each, since a thousand stages share a handful. */
export class StageDemands {
  readonly #passes = new Map<string, PassCost>();
  readonly #graphs = new Map<string, LayerGraph>();
  readonly #stages: ReadonlyMap<string, Stage>;

  constructor(
    stages: readonly Stage[],
    private readonly backbones: BackboneRegistry,
    private readonly factsOf: (dataset: string) => DatasetFacts,
  ) {
    this.#stages = new Map(stages.map((stage) => [stage.key, stage]));
  }

  of(stage: Stage): StageDemand {
    switch (stage.kind) {
      case 'dataset': {
        const diskBytes = indexBytesPerImage * this.factsOf(stage.key).images;
        return { ...nothing, writtenBytes: diskBytes, writes: 1, diskBytes };
      }
      case 'features':
        return this.#features(stage);
      case 'train':
        return this.#train(stage);
      case 'evaluate':
        return this.#evaluate(stage);
    }
  }

  #features({ backbone, pool = 'avg', outputs, augmented, dataset }: FeaturesStage): StageDemand {
    const { images } = this.factsOf(dataset);
    const rows = augmented ? augmented.variants * count(images, augmented.split, 'train') : images;
    const graph = this.#graph(backbone, { pool, hidden: [], dropout: 0 }, 1);
    const pass = this.#pass(graph, { outputs }, [backbone, pool]);
    const rowBytes = outputs.reduce((sum, name) => sum + this.#rowBytes(graph, name), 0);
    const diskBytes = rows * rowBytes;
    const passesBackbone = pass.work.matrixFlops > 0;
    return {
      ...nothing,
      decodedImages: rows,
      augmentedPixels: augmented ? rows * backbone.imageSize ** 2 : 0,
      forward: timesWork(pass.work, rows),
      steps: passesBackbone ? Math.ceil(rows / extractionBatch) : 0,
      writtenBytes: diskBytes,
      writes: outputs.length * Math.ceil(diskBytes / outputs.length / shardBytes) + 1,
      diskBytes,
      memory: {
        isTraining: false,
        weightBytes: passesBackbone ? this.#parameterBytes(graph, [backbone, pool]) : 0,
        trainedBytes: 0,
        heldBytes: Math.min(diskBytes, outputs.length * shardBytes),
        bytesPerImage: pass.peakBytes + pass.outputBytes + imageBytes(backbone.imageSize),
        batchSize: extractionBatch,
      },
    };
  }

  #train(stage: TrainStage): StageDemand {
    const { dataset, batchSize, split, phase, readings, augment, backbone, previous } = stage;
    const { images } = this.factsOf(dataset);
    const epochs = Math.max(...readings.map((reading) => reading.epochs));
    const train = count(images, split, 'train');
    const validation = count(images, split, 'validation');
    const { pass } = this.#above(stage);
    const trained = this.#trainedBytes(stage);
    const carried = this.#carriedBytes(previous?.key, trained);
    const checkpoint = trained * (1 + optimizerSlots(phase.optimizer)) + carried;
    const kept = new Set(readings.map((reading) => reading.epochs)).size + readings.filter(({ stop }) => stop).length;
    return {
      ...nothing,
      augmentedPixels: augment ? epochs * train * backbone.imageSize ** 2 : 0,
      forward: timesWork(pass.work, epochs * validation),
      training: timesWork(pass.work, 3 * epochs * train),
      steps: epochs * (Math.ceil(train / batchSize) + Math.ceil(validation / batchSize)),
      writtenBytes: epochs * checkpoint,
      // Checkpoint, history, and the removal of what is superseded; each renews the manifest.
      writes: 5 * epochs,
      diskBytes: Math.min(kept, epochs) * checkpoint + epochs * recordBytes,
      memory: this.#trainingMemory(stage, pass, trained, checkpoint),
    };
  }

  #evaluate({ train, on }: EvaluateStage): StageDemand {
    const stage = this.#stages.get(train) as TrainStage;
    const rows = count(this.factsOf(stage.dataset).images, stage.split, on);
    const { pass } = this.#above(stage);
    const trained = this.#trainedBytes(stage);
    return {
      ...nothing,
      forward: timesWork(pass.work, rows),
      steps: Math.ceil(rows / stage.batchSize),
      writtenBytes: recordBytes,
      writes: 1,
      diskBytes: recordBytes,
      // The trainer is the same one that trained, though it only evaluates.
      memory: {
        ...this.#trainingMemory(stage, pass, trained, 0),
        isTraining: false,
        bytesPerImage: pass.peakBytes + this.#inputBytes(stage),
      },
    };
  }

  #trainingMemory(stage: TrainStage, pass: PassCost, trained: number, checkpoint: number): MemoryDemand {
    const { backbone, head, dataset } = stage;
    const { images, classes } = this.factsOf(dataset);
    const graph = this.#graph(backbone, head, classes.length);
    const needsBackbone = stage.above.some((name) => !name.startsWith('head_'));
    const rows = Math.min(heldFeatureBytes, images * this.#inputBytes(stage));
    return {
      isTraining: true,
      weightBytes: needsBackbone ? this.#parameterBytes(graph, [backbone, head, classes.length]) : pass.parameterBytes,
      trainedBytes: (1 + optimizerSlots(stage.phase.optimizer)) * trained + 2 * checkpoint,
      heldBytes: rows,
      bytesPerImage: pass.totalBytes + 2 * this.#inputBytes(stage),
      batchSize: stage.batchSize,
    };
  }

  /** What earlier phases trained and this one does not is carried along in its checkpoints. */
  #carriedBytes(previous: string | undefined, trained: number): number {
    const stage = previous === undefined ? undefined : (this.#stages.get(previous) as TrainStage | undefined);
    if (!stage) return 0;
    return Math.max(0, Math.max(this.#trainedBytes(stage), this.#carriedBytes(stage.previous?.key, trained)) - trained);
  }

  #trainedBytes({ backbone, head, dataset, trainable }: TrainStage): number {
    const graph = this.#graph(backbone, head, this.factsOf(dataset).classes.length);
    const facts = describe(graph);
    return trainable.reduce(
      (sum, name) =>
        sum + facts.get(name)!.weights.reduce((size, each) => size + (each.trainable ? 4 * product(each.shape) : 0), 0),
      0,
    );
  }

  #inputBytes({ backbone, head, dataset, inputs }: TrainStage): number {
    const graph = this.#graph(backbone, head, this.factsOf(dataset).classes.length);
    return inputs.reduce((sum, name) => sum + this.#rowBytes(graph, name), 0);
  }

  #above({ backbone, head, dataset, inputs }: TrainStage): { pass: PassCost } {
    const classes = this.factsOf(dataset).classes.length;
    const graph = this.#graph(backbone, head, classes);
    return { pass: this.#pass(graph, { inputs, outputs: [graph.output] }, [backbone, head, classes]) };
  }

  /** Images are bytes, everything else float32. */
  #rowBytes(graph: LayerGraph, name: string): number {
    const { layer, output } = describe(graph).get(name)!;
    return product(output) * (layer.kind === 'InputLayer' ? 1 : 4);
  }

  #parameterBytes(graph: LayerGraph, id: unknown): number {
    return this.#pass(graph, { outputs: [graph.output] }, id).parameterBytes;
  }

  #graph(backbone: FeaturesStage['backbone'], head: TrainStage['head'], classes: number): LayerGraph {
    const id = JSON.stringify([backbone.name, backbone.imageSize, head, classes]);
    return remember(this.#graphs, id, () => addHead(this.backbones[backbone.name]!.build(backbone.imageSize), head, classes));
  }

  #pass(graph: LayerGraph, ends: { inputs?: readonly string[]; outputs: readonly string[] }, id: unknown): PassCost {
    return remember(this.#passes, JSON.stringify([id, ends]), () => passCost(graph, ends));
  }
}
