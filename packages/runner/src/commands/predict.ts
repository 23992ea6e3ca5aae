import { ThawError } from '@thaw/core';
import { requireOutput, writeOutput } from '@thaw/execution/files';
import { extname } from 'node:path';
import { predict as predictImages, type PredictionSummary } from '../api/predict.js';
import { defineCommand, type CommandContext, type ExitCode } from '../cli/command.js';
import { cacheOptions, jsonOptions, runOptions, storeOptions } from '../cli/common-options.js';
import type { OptionTable, OptionValues } from '../cli/option.js';
import { describeMetrics } from '../predict/describe-metrics.js';
import type { PredictionFormatName } from '../predict/prediction-formats.js';
import { noLabels } from '../predict/images-to-predict.js';
import { PredictionWriter, type Write } from '../predict/prediction-writer.js';
import { Notices } from '../progress/notices.js';
import { showProgress } from '../progress/show-progress.js';
import type { SweepProgress } from '../progress/sweep-progress.js';
import { longCount } from '../text/count.js';
import { widthOf } from '../text/fit-table.js';
import { backendOf, backendOptions } from './backend-options.js';
import { weightsConfig } from './weights-config.js';
import { surroundingsIn } from './session.js';

const { positional: _, required: __, ...runOption } = runOptions.run;
const usualTop = 5;

const table = {
  images: {
    kind: 'path',
    placeholder: 'FILE',
    required: true,
    many: true,
    positional: true,
    description: 'Images, folders of images, or CSV files with a column path (repeatable)',
  },
  run: runOption,
  backbone: {
    kind: 'text',
    placeholder: 'NAME',
    excludes: ['run'],
    description: "In place of a run: a network as it was published, for ImageNet's 1,000 classes",
  },
  weights: {
    kind: 'text',
    placeholder: 'WEIGHTS',
    excludes: ['run'],
    description: 'imagenet (the default), random, or a weights file that has the classifier',
  },
  imageSize: {
    kind: 'integer',
    placeholder: 'N',
    minimum: 1,
    excludes: ['run'],
    description: 'Side in pixels (default: as the network was trained)',
  },
  top: {
    kind: 'integer',
    placeholder: 'N',
    minimum: 1,
    description: `How many classes to tell of each image, the most likely first (default: ${usualTop})`,
  },
  classFolders: {
    kind: 'flag',
    description: 'Take the folders directly below each folder for what its images show, and measure',
  },
  metrics: {
    kind: 'path',
    placeholder: 'FILE',
    description: 'Write metrics and confusion matrix into this JSON file, where classes are known',
  },
  out: {
    kind: 'path',
    placeholder: 'FILE',
    description:
      'Write the predictions into this file: JSON or CSV, as --json or --csv says or its name ends',
  },
  ...jsonOptions,
  csv: { kind: 'flag', excludes: ['json'], description: 'Print CSV instead of text' },
  ...storeOptions,
  ...cacheOptions,
  ...backendOptions,
  batchSize: {
    kind: 'integer',
    placeholder: 'N',
    minimum: 1,
    description: 'Images that pass through the network at once (default: as is good for what computes)',
  },
  maxPixels: {
    kind: 'integer',
    placeholder: 'N',
    minimum: 1,
    description: 'How many pixels an image may have (default: as in training)',
  },
} as const satisfies OptionTable;

export const predict = defineCommand({
  name: 'predict',
  summary: 'Say what images show, by the trained model of a run or a published network',
  options: table,
  examples: [
    'thaw predict --run 3f2a9c photo.jpg',
    'thaw predict --run 3f2a9c photos --top 1 --out photos.csv',
    'thaw predict --run 3f2a9c labelled.csv --json',
    'thaw predict --backbone efficientnet-lite0 photo.jpg',
  ],
  async run(options, context) {
    const { out, metrics } = options;
    if (out !== undefined && formatOf(options) === 'text') throw new ThawError(neitherEnding(out));
    if (out !== undefined) await requireOutput(out);
    if (metrics !== undefined) await requireOutput(metrics, '--metrics');
    if (out === undefined) return predictInto((text) => printed(text, context), options, context);
    let code: ExitCode = 0;
    await writeOutput(out, async (file) => {
      code = await predictInto((text) => file.writeFile(text), options, context);
    });
    return code;
  },
});

type Options = OptionValues<typeof table>;

async function predictInto(write: Write, options: Options, context: CommandContext): Promise<ExitCode> {
  const { images, run, backbone, imageSize, top = usualTop, classFolders, store } = options;
  const { batchSize, maxPixels } = options;
  const weights = options.weights === undefined ? undefined : weightsConfig(options.weights, context.cwd);
  const progress = progressFor(options, context);
  const writer = new PredictionWriter(formatOf(options), top, write);
  try {
    const summary = await predictImages({
      ...{ images, run, backbone, weights, imageSize, top, classFolders, store, batchSize, maxPixels },
      ...{ cache: options.cache, cacheMode: options.cacheMode },
      mustMeasure: options.metrics !== undefined,
      ...{ ...surroundingsIn(context), ...backendOf(options), signal: context.signal },
      onEvent: (event) => progress.show(event),
      onPrediction: (prediction, of) => writer.write(prediction, of),
    });
    await writer.end();
    progress.close();
    await tell(summary, options, context);
    return summary.unreadable < summary.images ? 0 : 1;
  } catch (error) {
    if (error instanceof NobodyReads) return 0;
    // An array that was begun is ended, so that what follows can be told from it.
    await writer.end();
    throw error;
  } finally {
    progress.close();
  }
}

function formatOf({ json, csv, out }: Options): PredictionFormatName {
  if (json || csv) return json ? 'json' : 'csv';
  const ending = out === undefined ? '' : extname(out).toLowerCase();
  return ending === '.json' ? 'json' : ending === '.csv' ? 'csv' : 'text';
}

const neitherEnding = (out: string) => ({
  code: 'THAW-CLI-BAD-VALUE',
  message: 'it is not said what is to be written into the file of --out',
  expected: 'a name that ends in .json or .csv, or --json or --csv beside it',
  found: out,
});

/** Lines that are redrawn would be torn by predictions that a terminal shows too. */
const progressFor = ({ out }: Options, context: CommandContext): SweepProgress =>
  out === undefined && widthOf(context.stdout) !== undefined
    ? new Notices(context.stderr)
    : showProgress(false, context);

/** What a reader that has gone, as `head`, has left unread is not computed. */
class NobodyReads extends Error {}

const printed = (text: string, { stdout }: CommandContext): Promise<void> =>
  new Promise((resolve, reject) => {
    stdout.write(text, (error) => (error ? reject(new NobodyReads()) : resolve()));
  });

/** Beside rows for programs it is for people. */
async function tell(summary: PredictionSummary, options: Options, context: CommandContext): Promise<void> {
  const { images, unreadable, measured } = summary;
  const { out, metrics } = options;
  const isForPeople = out !== undefined || formatOf(options) === 'text';
  const stream = isForPeople ? context.stdout : context.stderr;
  if (out !== undefined)
    stream.write(`${longCount(images, 'image')} in ${out}, ${unreadable} of them unreadable\n`);
  else if (unreadable > 0) context.stderr.write(`${unreadable} of ${images} images cannot be read\n`);
  if (measured) stream.write(`\n${describeMetrics(measured, widthOf(stream))}\n`);
  if (metrics === undefined) return;
  if (!measured) throw new ThawError(noLabels);
  await writeOutput(metrics, `${JSON.stringify(measured)}\n`);
}
