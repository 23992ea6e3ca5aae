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
  paramLength: 6000,
  tagLength: 8000,
} as const;

/** Cuts a value that the server would refuse or cut itself, and says so in it. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const mark = `… (cut from ${text.length} characters)`;
  return whole(text.slice(0, length - mark.length)) + mark;
}

/** Without the first half of a surrogate pair that a cut divided. */
const whole = (text: string): string => text.replace(/[\uD800-\uDBFF]$/, '');

/**
 * A name as MLflow takes it for a param or a metric: letters, digits, `_ - . : / space`, no path like `a//b`, `../a`.
 * Names that already are stay as they are; others keep what they can and get a hash, so that they stay apart.
 */
export function mlflowName(name: string): string {
  const allowed = /^[\p{L}\p{N}_\-.:/ ]+$/u.test(name) && name.length <= limits.keyLength;
  const plain = name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (allowed && plain) return name;
  const kept = name.replace(/[^\p{L}\p{N}_\-.: ]/gu, '_').slice(0, limits.keyLength - 13);
  return `${whole(kept)}_${shortHash(name)}`;
}
