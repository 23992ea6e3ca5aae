import {
  addHead,
  featuresBatch,
  own,
  weightsRecord,
  type LayerGraph,
  type PredictedBatch,
  type PredictionTask,
  type TrainedNetwork,
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
  { onProgress, signal }: Report,
): AsyncGenerator<PredictedBatch, void, void> {
  const { backbone, head, classes, resize } = network;
  const { imageSize } = backbone;
  const graph = addHead(own(context.backbones, backbone.name)!.build(imageSize), head, classes);
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

async function createExtractor(
  { backbone, seed, weights: identity, training, precision, compile }: TrainedNetwork,
  graph: LayerGraph,
  context: Context,
  signal: AbortSignal,
) {
  const { backbones, engine, weightsOf } = context;
  const trained = await chosenWeights(context, training.key, training.reading);
  const { precisions, compiles } = engine.capabilities;
  return engine.createExtractor({
    graph,
    preprocessing: weightsRecord(own(backbones, backbone.name)!, backbone.weights).preprocessing,
    weights: new Map([...(await unlessAborted(weightsOf(backbone, seed, identity), signal)), ...trained]),
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
