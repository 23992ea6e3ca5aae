import {
  addHead,
  describeLayers,
  featuresBatch,
  imageChanges,
  ownPool,
  own,
  weightsRecord,
  type Activations,
  type Extractor,
  type FeaturesStage,
  type ImageChanges,
  type LayerGraph,
} from '@thaw/core';
import { Decoder } from '../images/decoder/decoder.js';
import { readDataset } from './dataset-stage.js';
import { decodedBatches, type DecodedBatch } from './decoded-batches.js';
import { batchesToCompute, type FeaturesBatch } from './feature-batches.js';
import { rowsPerShard, type FeatureOutput, type RowBatch } from './feature-layout.js';
import { FeatureWriter } from './feature-writer.js';
import { overlapped } from './overlapped.js';
import type { StageContext } from './stage-context.js';
import { wantedRows } from './wanted-rows.js';

/**
 * Decodes every image once that some of the stages lack, runs it through the frozen layers once, and adds the activations
 * at the stages' cuts to what they have. The stages must be of one pass. What is done when it is interrupted stays, with what is
 * being computed just then. Images are decoded, computed with and written at the same time: a batch is asked for before the
 * rows of the last one are written.
 */
export async function computeFeatures(
  stages: readonly FeaturesStage[],
  context: StageContext,
): Promise<void> {
  const [first] = stages as readonly [FeaturesStage, ...FeaturesStage[]];
  const { backbone, augmented } = first;
  const network = own(context.backbones, backbone.name)!;
  // Any head will do: the cut lies at its pooling at most.
  const graph = addHead(
    network.build(backbone.imageSize),
    { pool: first.pool ?? ownPool(network), hidden: [], dropout: 0 },
    1,
  );
  const writers: FeatureWriter[] = [];
  const demands = [];
  for (const stage of stages) {
    const wanted = await wantedRows(stage, (key) => readDataset(context.store, key));
    const writer = await FeatureWriter.open(context.store, stage, outputsOf(stage, graph));
    writers.push(writer);
    demands.push({ wanted, collection: writer.collection });
  }
  const batches = batchesToCompute(demands, batchSizeOf(stages, graph, context));
  const total = imagesOf(batches);
  const stored = Math.max(...demands.map(({ wanted }) => wanted.size)) - total;
  const label =
    `${augmented ? 'augmented features' : 'features'} of ${backbone.name}` +
    (stored > 0 ? `, ${stored} stored` : '');
  const progress = (done: number) => context.onProgress({ label, done, total, unit: 'images' });
  progress(0);
  const decoder = new Decoder(context.decoderProcesses);
  // They start while the network is loaded.
  decoder.prepare(total, backbone.imageSize);
  try {
    let done = 0;
    for (const group of groupsOf(batches)) {
      const outputs = new Set(group[0]!.stages.flatMap((stage) => stages[stage]!.outputs));
      await passThrough(group, { graph, outputs, stages, writers, decoder }, context, (images) =>
        progress((done += images)),
      );
    }
  } catch (error) {
    // What was computed since the last shard was full would else be lost.
    await Promise.allSettled(writers.map((writer) => writer.save()));
    throw error;
  } finally {
    decoder.close();
  }
  for (const writer of writers) await writer.finish();
}

/** As an image's row depends in its last bits on the size of its batch, a stage remembers its batches. */
const batchSizeOf = (stages: readonly FeaturesStage[], graph: LayerGraph, { engine }: StageContext): number =>
  featuresBatch(graph, {
    outputs: [...new Set(stages.flatMap(({ outputs }) => outputs))],
    precision: stages[0]!.precision,
    mostRows: Math.min(...stages.map((stage) => rowsPerShard(outputsOf(stage, graph)))),
    gpuBytes: engine.gpu?.freeBytes,
  });

const imagesOf = (batches: readonly FeaturesBatch[]): number =>
  batches.reduce((sum, { places }) => sum + places.filter((row) => row !== undefined).length, 0);

/** Batches for the same stages, which one extractor computes. */
function groupsOf(batches: readonly FeaturesBatch[]): readonly (readonly FeaturesBatch[])[] {
  const groups = new Map<string, FeaturesBatch[]>();
  for (const batch of batches) {
    const id = batch.stages.join();
    groups.set(id, [...(groups.get(id) ?? []), batch]);
  }
  return [...groups.values()];
}

interface Pass {
  readonly graph: LayerGraph;
  /** Layers whose activations are wanted. */
  readonly outputs: ReadonlySet<string>;
  readonly stages: readonly FeaturesStage[];
  /** One a stage. */
  readonly writers: readonly FeatureWriter[];
  readonly decoder: Decoder;
}

async function passThrough(
  group: readonly FeaturesBatch[],
  { graph, outputs, stages, writers, decoder }: Pass,
  context: StageContext,
  onImages: (images: number) => void,
): Promise<void> {
  const [{ backbone, resize, augmented, seed, weights, precision, compile }] = stages as readonly [
    FeaturesStage,
  ];
  const { imageSize } = backbone;
  const input = graph.layers[0]!.name;
  const computed = [...outputs].filter((layer) => layer !== input);
  const network = own(context.backbones, backbone.name)!;
  const extractor =
    computed.length > 0
      ? await context.engine.createExtractor({
          graph,
          preprocessing: weightsRecord(network, backbone.weights).preprocessing,
          weights: await context.weightsOf(backbone, seed, weights),
          outputs: computed,
          precision,
          compile,
        })
      : undefined;
  if (extractor && compile) context.onProgress({ label: `compiling ${backbone.name}` });
  try {
    const { signal } = context;
    const compute = (batch: DecodedBatch) => {
      signal.throwIfAborted();
      const changes = augmented && changesOf(batch, augmented.augment, imageSize);
      return activationsOf(batch, changes, input, computed, extractor);
    };
    const decoded = decodedBatches(group, { decoder, imageSize, resize, signal });
    for await (const { batch, outcome } of overlapped(decoded, compute)) {
      // Once it is interrupted nothing more is asked for; what was before is computed in any case, and is not thrown away.
      const activations = await outcome;
      const names = namesOf(batch);
      for (const stage of batch.stages) {
        const writer = writers[stage]!;
        for (const [sha256, reason] of batch.unreadable) writer.skip(sha256, reason);
        await writer.append(
          names,
          stages[stage]!.outputs.map((layer) => activations.get(layer)!),
        );
      }
      batch.release();
      onImages(imagesOf([batch]));
    }
    signal.throwIfAborted();
  } finally {
    await extractor?.dispose();
  }
}

const namesOf = ({ places, unreadable }: DecodedBatch): RowBatch =>
  places.map((row) => (row === undefined || unreadable.has(row.sha256) ? null : row.name));

/** What stands in the place of no image may stay as it is. */
const changesOf = (
  { places }: DecodedBatch,
  augment: NonNullable<FeaturesStage['augmented']>['augment'],
  imageSize: number,
): ImageChanges[] =>
  places.map((row) => imageChanges(augment, imageSize, row?.drawnFrom ?? { seed: 0, round: 0, image: 0 }));

async function activationsOf(
  { images, places }: DecodedBatch,
  changes: readonly ImageChanges[] | undefined,
  input: string,
  computed: readonly string[],
  extractor: Extractor | undefined,
): Promise<ReadonlyMap<string, Activations>> {
  const activations = new Map<string, Activations>([[input, images]]);
  if (!extractor) return activations;
  const outputs = await extractor.extract(images, places.length, changes);
  computed.forEach((layer, index) => activations.set(layer, outputs[index]!));
  return activations;
}

function outputsOf(stage: FeaturesStage, graph: LayerGraph): FeatureOutput[] {
  const facts = describeLayers(graph);
  return stage.outputs.map((layer) => ({
    layer,
    shape: facts.get(layer)!.output,
    type: layer === graph.layers[0]!.name ? 'uint8' : (stage.storedAs ?? 'float32'),
  }));
}
