import { defaults, ThawError, type WeightsConfig } from '@thaw/core';
import { LocalLauncher } from '@thaw/execution/launcher';
import { resolve } from 'node:path';
import { imagesToPredict, labelsOf, noLabels } from '../predict/images-to-predict.js';
import { networkOfRun, type AskedNetwork } from '../predict/network-of-run.js';
import {
  Predictions,
  type ImagePrediction,
  type PredictedImages,
  type PredictionMetrics,
} from '../predict/predictions.js';
import { pretrainedNetwork } from '../predict/pretrained-network.js';
import { withTimeLeft } from '../progress/time-left.js';
import { stageSettings } from './backend.js';
import { inCall, type Call } from './call.js';
import { openSession, type Session } from './open-session.js';
import type { BackendOptions, CallOptions, StoreOptions } from './options.js';

export interface PredictOptions extends StoreOptions, CallOptions, BackendOptions {
  /** The id of a finished run, or its beginning. */
  readonly run?: string;
  /** In place of a run: a network as it was published, which names ImageNet's 1,000 classes. */
  readonly backbone?: string;
  /** Of that: `imagenet`, the default, `random`, or a file. */
  readonly weights?: WeightsConfig;
  /** Of that: side in pixels. Default: as it was trained. */
  readonly imageSize?: number;
  /** Images, folders of images at any depth, and CSV files with a column `path` and perhaps `label`. */
  readonly images: readonly string[];
  /** How many classes are told of each image, at most. Default: 5. */
  readonly top?: number;
  /** The folders directly below each folder are called as what their images show: so there are metrics. Default: false. */
  readonly classFolders?: boolean;
  /** Whether classes have to be known of images, as metrics are wanted. Default: false. */
  readonly mustMeasure?: boolean;
  /** Images that pass through the network at once. Default: as many as is good for what computes. */
  readonly batchSize?: number;
  /** How many pixels an image may have. Default: as the run was trained. */
  readonly maxPixels?: number;
  /** Told of each image in the order in which they are named, and waited for. What it throws ends the work and is thrown on. */
  readonly onPrediction?: (prediction: ImagePrediction, of: PredictedImages) => void | Promise<void>;
}

export interface PredictionSummary {
  readonly images: number;
  /** How many of them could not be read. */
  readonly unreadable: number;
  readonly classes: readonly string[];
  /** Where what images show is said. */
  readonly measured?: PredictionMetrics;
}

/**
 * Says what images show, by the network that a run has ended with: decoded as for its training. A file that cannot be read is a
 * prediction with a reason.
 * @throws ThawError where there is no such run or image, a label is none of its classes, or none is said and `mustMeasure`; the signal's reason if it fires.
 */
export const predict = (options: PredictOptions): Promise<PredictionSummary> =>
  inCall(options, async (call) => {
    const { top = 5, classFolders = false, mustMeasure = false, batchSize, onPrediction } = options;
    const session = await openSession(options, { ...call, mustExist: options.run !== undefined });
    const { cwd } = session;
    const asked = await askedNetwork(options, session, call);
    const { network, classes, backbones, title } = asked;
    const paths = options.images.map((path) => resolve(cwd, path));
    const images = await imagesToPredict({ paths, classFolders, cwd });
    const labels = labelsOf(images, classes);
    if (mustMeasure && labels.every((label) => label === undefined)) throw new ThawError(noLabels);
    const names = classes.map(({ label }) => label);
    const of = { paths: images.map(({ path }) => path), classes: names };
    const predictions = new Predictions(classes, top);
    const onProgress = withTimeLeft(call.onProgress, () => performance.now());
    const tell = (done: number) =>
      onProgress({ label: `predicting by ${title}`, done, total: images.length, unit: 'images' });
    const launcher = new LocalLauncher(stageSettings(options, session, backbones), call);
    try {
      const { maxPixels = asked.maxPixels ?? defaults.maxPixels } = options;
      const files = images.map(({ file }) => file);
      const task = { network, files, maxPixels, ...(batchSize !== undefined && { batchSize }) };
      tell(0);
      await launcher.predict(task, async (batch) => {
        const { first, size } = batch;
        const known = images
          .slice(first, first + size)
          .map(({ path }, row) => ({ path, label: labels[first + row] }));
        for (const prediction of predictions.of(batch, known)) await onPrediction?.(prediction, of);
        tell(first + size);
      });
    } finally {
      await launcher.close();
    }
    const { metrics: measured, read } = predictions;
    return {
      ...{ images: images.length, unreadable: images.length - read, classes: names },
      ...(measured && { measured }),
    };
  });

function askedNetwork(
  { run, backbone, weights = 'imagenet', imageSize, backend, device, gpuIndex }: PredictOptions,
  session: Session,
  call: Call,
): Promise<AskedNetwork> {
  if (run !== undefined) return networkOfRun(run, session, call);
  if (backbone === undefined) throw noNetwork();
  const { cwd, weightsPlaces } = session;
  return pretrainedNetwork(
    { backbone, weights, imageSize, cwd, weightsPlaces, backend, device, gpuIndex },
    call,
  );
}

const noNetwork = () =>
  new ThawError({
    code: 'THAW-PREDICT-NO-NETWORK',
    message: 'it is not said by which network',
    expected: '--run ID, or --backbone NAME with the weights that it was published with',
    found: 'neither',
    remedy: '`thaw runs` lists the runs of the store',
  });
