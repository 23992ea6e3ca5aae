import { own, piecesReader, weightsFormats, type Backbone, type WeightsFormat } from '@thaw/core';
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

const sha256 = matches(/^[0-9a-f]{64}$/);
const hexadecimal = 'lower-case hexadecimal digits';
// What names other files is not fetched with them.
const formats = Object.keys(weightsFormats).filter((format) => !piecesReader(format as WeightsFormat));

const everySource: readonly Expectation[] = [
  ['provenance', 'a sentence that ends with a full stop', matches(/\S.*\.$/)],
  ['licence', 'text', isText],
  ['official', 'true or false', (value) => typeof value === 'boolean'],
  ['from.kind', 'url or wheel', oneOf('url', 'wheel')],
  ['format', formats.join(' or '), oneOf(...formats)],
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

/** What is wrong with the places that pretrained weights come from. */
export function sourceFindings({ weights }: Backbone): readonly string[] {
  return weights.flatMap(({ sources }, record) =>
    sources.flatMap((source, index) => findingsOf(source, `weights[${record}].sources[${index}].`)),
  );
}

function findingsOf(source: unknown, prefix: string): readonly string[] {
  const findings = unmet(source, everySource, prefix);
  const from = isObject(source) && isObject(source['from']) ? source['from'] : {};
  if (from['kind'] === 'wheel') return [...findings, ...unmet(source, fromWheel, prefix)];
  if (from['kind'] !== 'url') return findings;
  const isChecked = ['sha256', 'md5', 'bytes'].some((check) => own(from, check) !== undefined);
  const unchecked = `${prefix}from must have a sha256, or the md5 or size that its publisher states`;
  return [...findings, ...unmet(source, fromUrl, prefix), ...(isChecked ? [] : [unchecked])];
}
