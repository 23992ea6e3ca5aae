import {
  formatProblems,
  seededRandom,
  shuffledIndices,
  splitOf,
  ThawError,
  type Classifier,
} from '@thaw/core';
import { divideDataset, type IndexedImage } from '@thaw/execution/data';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { longCount } from '../../text/count.js';
import type { TrainedModel } from '../trained-model.js';
import { provisionOnnxruntime, runOnnxruntime } from './onnxruntime.js';
import { writePixels } from './pixel-file.js';
import { accuracyOf } from './rounded-accuracy.js';
import type { RoundedAccuracy, RoundedPrecision, Rounding, RoundOptions } from './rounded-model.js';

/** Training images that ranges are found by. More of them hardly move the ends, and take as long again. */
const calibratingImages = 128;

export type EncodeOnnx = (classifier: Classifier, precision: 'float32' | 'float16') => Promise<Uint8Array>;

/**
 * A network in numbers of fewer bits, as one file, and what that has cost of its accuracy. In float16 it is made without Python and
 * images, and where they are not to be had nothing is said of its accuracy.
 * @throws ThawError as `provisionOnnxruntime`, `runOnnxruntime` and `imagePixels` do, where the file cannot be made without them.
 */
export async function roundOnnx(
  model: TrainedModel,
  precision: RoundedPrecision,
  encode: EncodeOnnx,
  options: RoundOptions,
): Promise<{ readonly file: Uint8Array; readonly rounding: Rounding }> {
  const classifier = await model.classifier();
  const folder = await mkdtemp(join(tmpdir(), 'thaw-round-'));
  const rounded = join(folder, roundedName);
  try {
    await writeFile(join(folder, wholeName), await encode(classifier, 'float32'));
    if (precision === 'float16') await writeFile(rounded, await encode(classifier, precision));
    const rounding = await roundIn(folder, model, precision, options).catch((error: unknown) => {
      if (precision === 'int8' || !(error instanceof ThawError)) throw error;
      options.onNotice(`what ${precision} costs was not measured\n${formatProblems(error.problems)}`);
      return { precision };
    });
    return { file: await readFile(rounded), rounding };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const [wholeName, roundedName] = ['float32.onnx', 'rounded.onnx'];

async function roundIn(
  folder: string,
  model: TrainedModel,
  precision: RoundedPrecision,
  options: RoundOptions,
): Promise<Rounding> {
  const { training, heldOut, on } = imagesOf(model);
  const { data, backbone } = model.source.config;
  const pixelsOf = (name: string, images: readonly IndexedImage[]) => {
    options.onProgress({ label: `decoding ${longCount(images.length, 'image')} to ${name} by` });
    const request = { ...data, images, imageSize: backbone.imageSize, processes: availableParallelism() };
    return writePixels(join(folder, name), { ...request, signal: options.signal });
  };
  // Before images are decoded, which may take long, for nothing.
  const python = await provisionOnnxruntime(options);
  const calibration = precision === 'int8' ? await pixelsOf('calibrate', training) : undefined;
  const shown = await pixelsOf('measure', heldOut);
  const hasImages = shown.images.length > 0;
  const found = [join(folder, 'before'), join(folder, 'after')] as const;
  const version = await runOnnxruntime(
    python,
    {
      ...{ model: join(folder, wholeName), rounded: join(folder, roundedName), probabilities: found },
      ...{ calibration: calibration?.file ?? null, images: hasImages ? shown.file : null },
    },
    options,
  );
  const measure = async () => {
    const [before, after] = await Promise.all(found.map(readFloats));
    const answers = { before: before!, after: after!, labels: shown.images.map(({ label }) => label) };
    return { on, by: `onnxruntime ${version}`, ...accuracyOf(answers, model.classes.length) };
  };
  return {
    precision,
    ...(calibration && { calibratedBy: calibration.images.length }),
    ...(hasImages && { accuracy: await measure() }),
  };
}

/** By lot, but always the same. */
function imagesOf({ dataset, source: { config } }: TrainedModel) {
  const { train, validation, test } = divideDataset(dataset, splitOf(config));
  const on: RoundedAccuracy['on'] = test.length > 0 ? 'test' : 'validation';
  const drawn = shuffledIndices(train.length, seededRandom([config.seed, 'calibration'])).subarray(
    0,
    calibratingImages,
  );
  const select = (places: Uint32Array) => Array.from(places, (place) => dataset.images[place]!);
  return {
    training: select(drawn.map((place) => train[place]!)),
    heldOut: select({ validation, test }[on]),
    on,
  };
}

async function readFloats(path: string): Promise<Float32Array> {
  const bytes = await readFile(path);
  return new Float32Array(Uint8Array.from(bytes).buffer);
}
