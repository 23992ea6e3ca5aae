import { shortHash } from '@thaw/core';

/** From `mlflow/utils/validation.py` of MLflow 3.17. Lengths are characters. */
export const limits = {
  metricsPerBatch: 1000,
  paramsPerBatch: 100,
  tagsPerBatch: 100,
  entitiesPerBatch: 1000,
  /** Of a whole log-batch request; the server's is a million. */
  bytesPerBatch: 900_000,
  keyLength: 250,
  experimentNameLength: 500,
  modelNameLength: 500,
  paramLength: 6000,
  tagLength: 8000,
} as const;

/** Half of a surrogate pair is stored, and hides the run that has it: MLflow finds it no more. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');

/** Cuts a value that the server would refuse or cut itself, and says so in it. */
export function cut(value: string, length: number): string {
  const text = wellFormed(value);
  if (text.length <= length) return text;
  const mark = `… (cut from ${text.length} characters)`;
  return whole(text.slice(0, length - mark.length)) + mark;
}

/** Without the first half of a surrogate pair that a cut divided. */
const whole = (text: string): string => text.replace(/[\uD800-\uDBFF]$/, '');

/** An experiment is found by its name, so a longer one gets a hash: names that begin alike stay apart. */
export const experimentName = (name: string): string =>
  name.length <= limits.experimentNameLength
    ? wellFormed(name)
    : hashed(name, name, limits.experimentNameLength);

/** As much of a name as there is room for beside a hash of all of it. */
const hashed = (name: string, kept: string, length: number): string =>
  `${wellFormed(whole(kept.slice(0, length - 13)))}_${shortHash(name)}`;

/**
 * A name as MLflow takes it for a param, a metric or a tag: letters, digits, `_ - . : / space`, no path like `a//b`, `../a`.
 * Names that already are stay as they are; others keep what they can and get a hash, so that they stay apart.
 */
export function mlflowName(name: string): string {
  const allowed = /^[\p{L}\p{N}_\-.:/ ]+$/u.test(name) && name.length <= limits.keyLength;
  const plain = !name.startsWith('..') && name.split('/').every((part) => !['', '.', '..'].includes(part));
  if (allowed && plain) return name;
  const kept = name.replace(/^\.\.|[^\p{L}\p{N}_\-.: ]/gu, '_');
  return hashed(name, kept, limits.keyLength);
}
