import { visible } from '@thaw/core';
import { formatCsvRow } from '@thaw/execution/data';
import type { ImagePrediction, PredictedImages } from './predictions.js';

/** What is known before the first prediction. */
interface Expected extends PredictedImages {
  /** How many classes are told of each. */
  readonly top: number;
}

/** Predictions as text, image by image, so that no more of them than one is held. */
export interface PredictionFormat {
  before(expected: Expected): string;
  row(prediction: ImagePrediction, index: number, expected: Expected): string;
  after(): string;
}

/** Wider columns would leave no room for what is beside them. */
const widestPath = 60;
const widestLabel = 30;

/** A line an image, in columns. */
const text: PredictionFormat = {
  before: () => '',
  row(prediction, _, { paths, classes }) {
    const path = visible(prediction.path).padEnd(widthOf(paths, widestPath));
    if ('reason' in prediction) return `${path}  cannot be read: ${visible(prediction.reason)}\n`;
    const width = widthOf(classes, widestLabel);
    const cells = prediction.predictions.map(
      ({ label, probability }) =>
        `${visible(label).padEnd(width)} ${(100 * probability).toFixed(1).padStart(5)} %`,
    );
    return `${[path, ...cells].join('  ')}\n`;
  },
  after: () => '',
};

/** An array, an image a line. */
const json: PredictionFormat = {
  before: () => '[',
  row: (prediction, index) => `${index === 0 ? '' : ','}\n${JSON.stringify(prediction)}`,
  after: () => '\n]\n',
};

/** The most likely class is `label`, so that the table is a manifest of what the network says. */
const csv: PredictionFormat = {
  before: ({ classes, top }) =>
    formatCsvRow([
      ...['path', 'label', 'probability'],
      ...places(classes, top).flatMap((place) => [`label_${place}`, `probability_${place}`]),
      ...['expected', 'reason'],
    ]),
  row(prediction, _, { classes, top }) {
    const told = 'predictions' in prediction ? prediction.predictions : [];
    const cells = [1, ...places(classes, top)].flatMap((place) => {
      const each = told[place - 1];
      return each ? [each.label, String(each.probability)] : ['', ''];
    });
    const reason = 'reason' in prediction ? prediction.reason : '';
    return formatCsvRow([prediction.path, ...cells, prediction.expected ?? '', reason]);
  },
  after: () => '',
};

/** Behind the first. */
const places = (classes: readonly string[], top: number): readonly number[] =>
  Array.from({ length: Math.min(top, classes.length) - 1 }, (_, index) => index + 2);

/** All that predictions can be written as. */
export const predictionFormats = { text, json, csv } as const satisfies Record<string, PredictionFormat>;

export type PredictionFormatName = keyof typeof predictionFormats;

const widths = new WeakMap<readonly string[], number>();

/** Looked for once. */
function widthOf(texts: readonly string[], most: number): number {
  const width =
    widths.get(texts) ?? texts.reduce((widest, each) => Math.max(widest, visible(each).length), 0);
  widths.set(texts, width);
  return Math.min(width, most);
}
