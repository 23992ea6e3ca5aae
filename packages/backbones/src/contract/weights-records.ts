import { interpolations, type Backbone, type WeightsRecord } from '@thaw/core';
import {
  areThree,
  isObject,
  isPositiveInteger,
  matches,
  oneOf,
  optional,
  unmet,
  type Expectation,
} from './expectation.js';

/** `random` stands in a spec for weights that are drawn. */
const tag: Expectation = [
  'tag',
  'lower-case letters, digits, dots, hyphens and underscores, and not random',
  matches(/^(?!random$)[a-z0-9][a-z0-9_.-]*$/),
];

const record: readonly Expectation[] = [
  tag,
  ['preprocessing.channels', 'RGB or BGR', oneOf('RGB', 'BGR')],
  ['preprocessing.mean', 'three numbers', areThree(() => true)],
  ['preprocessing.std', 'three numbers above 0', areThree((value) => value > 0)],
  ['imageSize', 'a whole number of pixels', isPositiveInteger],
  [
    'resize',
    `{ mode: stretch }, { mode: crop, cropFraction } or { mode: letterbox, colour }, with an interpolation of ${interpolations.join(', ')}`,
    optional(isResize),
  ],
  ['classes', 'a whole number', optional(isPositiveInteger)],
  [
    'top1',
    'a share between 0 and 1',
    optional((value) => typeof value === 'number' && value > 0 && value < 1),
  ],
  ['names', 'a function', optional((value) => typeof value === 'function')],
  [
    'otherNames',
    'a list of functions',
    optional((value) => Array.isArray(value) && value.every((each) => typeof each === 'function')),
  ],
  ['sources', 'a list', Array.isArray],
];

function isResize(value: unknown): boolean {
  if (!isObject(value) || !oneOf(...interpolations)(value['interpolation'])) return false;
  const { mode, cropFraction, colour } = value;
  if (mode === 'crop') return typeof cropFraction === 'number' && cropFraction > 0 && cropFraction <= 1;
  if (mode === 'letterbox') return areThree((part) => part >= 0 && part <= 255)(colour);
  return mode === 'stretch';
}

/** What is wrong with what records say of how the network was trained. */
export function recordFindings(backbone: Backbone): readonly string[] {
  const records: unknown = isObject(backbone) ? backbone.weights : undefined;
  if (!Array.isArray(records)) return [];
  const findings = records.flatMap((each, index) => unmet(each, record, `weights[${index}].`));
  return findings.length > 0 ? findings : disagreements(backbone);
}

function disagreements({ weights, minimumImageSize }: Backbone): readonly string[] {
  const tags = weights.map((each) => each.tag);
  const isTooSmall = ({ imageSize }: WeightsRecord) => imageSize < minimumImageSize;
  return weights.flatMap((each, index) => [
    ...(isTooSmall(each)
      ? [
          `weights[${index}].imageSize must be minimumImageSize (${minimumImageSize}) or more, found ${each.imageSize}`,
        ]
      : []),
    ...(tags.indexOf(each.tag) < index ? [`two records of weights have the tag ${each.tag}`] : []),
  ]);
}
