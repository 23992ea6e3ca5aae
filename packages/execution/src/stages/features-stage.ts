import {
  addHead,
  describeLayers,
  featuresBatchSize,
  imageChanges,
  own,
  weightsRecord,
  type Activations,
  type AugmentConfig,
  type DrawnFrom,
  type Extractor,
  type FeaturesStage,
  type ImageChanges,
  type LayerGraph,
} from '@thaw/core';
import type { IndexedImage } from '../data/dataset-index.js';
import { splitDataset } from '../data/split-dataset.js';
import { ahead } from './ahead.js';
import { readDataset, type StoredDataset } from './dataset-stage.js';
import { decodedBatches, type DecodedBatch } from './decoded-batches.js';
import { layoutFor, type FeatureOutput } from './feature-layout.js';
import { FeatureWriter } from './feature-writer.js';
import type { StageContext } from './stage-context.js';

/**
 * Decodes every image once, runs it through the frozen layers once, and stores the activations at all the stages'
 * cuts. The stages must be of one pass. Goes on where an interrupted pass has stopped.
 */
export async function computeFeatures(
  stages: readonly FeaturesStage[],
  context: StageContext,
): Promise<void> {
  const [first] = stages as readonly [FeaturesStage, ...FeaturesStage[]];
  const { backbone, augmented } = first;
  const index = await readDataset(context.store, first.dataset);
  const rows = rowsOf(first, index);
  // Any head will do: the cut lies at its pooling at most.
  const network = own(context.backbones, backbone.name)!;
  const graph = addHead(
    network.build(backbone.imageSize),
    { pool: first.pool ?? 'avg', hidden: [], dropout: 0 },
    1,
  );
  const writers = await Promise.all(
    stages.map((stage) =>
      FeatureWriter.open(context.store, stage, layoutFor(outputsOf(stage, graph), rows.length)),
    ),
  );
  const layers = [...new Set(stages.flatMap((stage) => stage.outputs))];
  const input = graph.layers[0]!.name;
  const computed = layers.filter((layer) => layer !== input);
  const extractor =
    computed.length > 0
      ? await context.engine.createExtractor({
          graph,
          preprocessing: weightsRecord(network, backbone.weights).preprocessing,
          weights: await context.weightsOf(backbone, first.seed, first.weights),
          outputs: computed,
          precision: first.precision,
        })
      : undefined;

  try {
    const start = Math.min(...writers.map((writer) => writer.row));
    const label = `${augmented ? 'augmented features' : 'features'} of ${backbone.name}`;
    context.onProgress({ label, done: start, total: rows.length, unit: 'images' });
    const batches = decodedBatches(rows, {
      ...{ data: first.data, imageSize: backbone.imageSize, batchSize: featuresBatchSize, start },
      signal: context.signal,
    });
    for await (const batch of ahead(batches)) {
      context.signal.throwIfAborted();
      const changes = augmented && changesOf(batch, rows, augmented.augment, backbone.imageSize);
      const activations = await activationsOf(batch, changes, input, computed, extractor);
      for (const [position, writer] of writers.entries()) {
        batch.skipped.forEach((image) => writer.skip(image));
        await writer.append(
          batch.firstRow,
          batch.size,
          stages[position]!.outputs.map((layer) => activations.get(layer)!),
        );
      }
      context.onProgress({ label, done: batch.firstRow + batch.size, total: rows.length, unit: 'images' });
    }
    for (const writer of writers) await writer.finish();
  } finally {
    await extractor?.dispose();
  }
}

interface Row extends Pick<IndexedImage, 'path' | 'sha256'> {
  /** What the changes of this copy are drawn from. */
  readonly drawnFrom?: DrawnFrom;
}

/** One row an image; for augmented copies one row a training image and variant, variant by variant. */
function rowsOf({ augmented }: FeaturesStage, index: StoredDataset): readonly Row[] {
  if (!augmented) return index.images;
  const { variants, split } = augmented;
  const { train } = splitDataset(index, split, split.seed);
  return Array.from({ length: variants }, (_, variant) =>
    Array.from(train, (image) => ({
      ...index.images[image]!,
      drawnFrom: { seed: split.seed, round: variant, image },
    })),
  ).flat();
}

const changesOf = (
  { firstRow, size }: DecodedBatch,
  rows: readonly Row[],
  augment: AugmentConfig,
  imageSize: number,
): ImageChanges[] =>
  rows.slice(firstRow, firstRow + size).map(({ drawnFrom }) => imageChanges(augment, imageSize, drawnFrom!));

async function activationsOf(
  { images, size }: DecodedBatch,
  changes: readonly ImageChanges[] | undefined,
  input: string,
  computed: readonly string[],
  extractor: Extractor | undefined,
): Promise<ReadonlyMap<string, Activations>> {
  const activations = new Map<string, Activations>([[input, images]]);
  if (!extractor) return activations;
  const outputs = await extractor.extract(images, size, changes);
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
