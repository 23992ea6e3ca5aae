import {
  addHead,
  featuresBatch,
  own,
  weightsRecord,
  withClassifier,
  type Engine,
  type LayerGraph,
  type PredictedBatch,
  type PredictionTask,
  type TrainedNetwork,
  type Weights,
} from '@thaw/core';
import { Decoder } from '../images/decoder/decoder.js';
import type { Failure } from '../images/decoder/decoding.js';
import { describeRefused, isRefused } from '../images/refused.js';
import { areOtherBytes } from '../images/verified-bytes.js';
import { decodedAhead, type Decoded } from './decoded-ahead.js';
import { overlapped } from './overlapped.js';
import type { ComputeContext, Report } from './stage-context.js';
import { chosenWeights } from './trajectory.js';
import { unlessAborted } from './unless-aborted.js';

type Context = Omit<ComputeContext, 'recordProvenance' | 'provenanceBlob'>;

/** Places of files among all, that pass through the network at once. */
interface Span {
  readonly first: number;
  readonly end: number;
}

/**
 * What a trained network says of image files, batch by batch in their order: decoded as for training, in inference mode. A file that
 * cannot be read is told with the reason.
 */
export async function* predictImages(
  { network, files, maxPixels, batchSize }: PredictionTask,
  context: Context,
  { onProgress, onNotice, signal }: Report,
): AsyncGenerator<PredictedBatch, void, void> {
  const { backbone, resize } = network;
  const { imageSize } = backbone;
  const graph = graphOf(network, context);
  const otherwise = computedOtherwise(network, context.engine);
  if (otherwise !== undefined) onNotice(otherwise);
  const decoder = new Decoder(context.decoderProcesses);
  // They start while the network is loaded.
  decoder.prepare(files.length, imageSize);
  try {
    const extractor = await createExtractor(network, graph, context, signal);
    try {
      if (network.compile) onProgress({ label: `compiling ${backbone.name}` });
      const size = batchSize ?? batchSizeFor(graph, network, context);
      const asked = {
        rowsOf: ({ first, end }: Span) => end - first,
        filesOf: ({ first, end }: Span) =>
          files.slice(first, end).map((file, row) => ({ file, row, maxPixels })),
      };
      const decoded = decodedAhead(spansOf(files.length, size), asked, {
        ...{ decoder, imageSize, signal },
        ...(resize && { resize }),
      });
      const compute = ({ batch, decoded: { pixels } }: Decoded<Span>) =>
        extractor.extract(pixels, asked.rowsOf(batch));
      for await (const { batch: each, outcome } of overlapped(decoded, compute)) {
        signal.throwIfAborted();
        const [logits] = await outcome;
        const { failures, release } = each.decoded;
        release();
        yield {
          ...{ first: each.batch.first, size: asked.rowsOf(each.batch), logits: logits! },
          unreadable: new Map([...failures].map(([row, failure]) => [row, reasonOf(failure)])),
        };
      }
    } finally {
      await extractor.dispose();
    }
  } finally {
    decoder.close();
  }
}

/** What people should know where numbers are not those of the training. */
function computedOtherwise(
  { backbone, precision }: TrainedNetwork,
  { description, capabilities }: Engine,
): string | undefined {
  if (precision === undefined || capabilities.precisions.includes(precision)) return undefined;
  return `${backbone.name} was trained in ${precision}, which ${description} does not compute in: it predicts in float32, so probabilities may differ a little`;
}

/** Backbone and head in one graph; its output are logits. */
function graphOf(
  { backbone, trained }: TrainedNetwork,
  { backbones }: Pick<ComputeContext, 'backbones'>,
): LayerGraph {
  const network = own(backbones, backbone.name)!;
  return trained
    ? addHead(network.build(backbone.imageSize), trained.head, trained.classes)
    : withClassifier(network, backbone.weights)!.build(backbone.imageSize);
}

async function weightsIn(
  { backbone, seed, weights: identity, trained }: TrainedNetwork,
  context: Context,
): Promise<Weights> {
  if (!trained) return context.weightsOf(backbone, seed, identity, 'with-classifier');
  const over = await chosenWeights(context, trained.training, trained.reading);
  return new Map([...(await context.weightsOf(backbone, seed, identity)), ...over]);
}

async function createExtractor(
  network: TrainedNetwork,
  graph: LayerGraph,
  context: Context,
  signal: AbortSignal,
) {
  const { backbone, precision, compile } = network;
  const { backbones, engine } = context;
  const { precisions, compiles } = engine.capabilities;
  return engine.createExtractor({
    graph,
    preprocessing: weightsRecord(own(backbones, backbone.name)!, backbone.weights).preprocessing,
    weights: await unlessAborted(weightsIn(network, context), signal),
    outputs: [graph.output],
    ...(precision && precisions.includes(precision) && { precision }),
    ...(compile && compiles && { compile }),
  });
}

const batchSizeFor = (graph: LayerGraph, { precision }: TrainedNetwork, { engine }: Context): number =>
  featuresBatch(graph, {
    outputs: [graph.output],
    ...(precision && { precision }),
    mostRows: Infinity,
    ...(engine.gpu && { gpuBytes: engine.gpu.freeBytes }),
  });

const spansOf = (files: number, size: number): readonly Span[] =>
  Array.from({ length: Math.ceil(files / size) }, (_, batch) => ({
    first: batch * size,
    end: Math.min((batch + 1) * size, files),
  }));

const reasonOf = (failure: Failure): string =>
  isRefused(failure) ? describeRefused(failure) : areOtherBytes(failure) ? failure.other : failure.unreadable;
