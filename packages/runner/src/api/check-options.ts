import { clusterNames, didYouMean, own, ThawError, type Problem } from '@thaw/core';
import { inspect } from 'node:util';
import type { CancelSweepOptions } from './cancel-sweep.js';
import type { ExportModelOptions } from './export-model.js';
import type { InspectBackboneOptions } from './inspect-backbone.js';
import type { ListBackbonesOptions } from './list-backbones.js';
import type { RunNightsOptions } from './nights.js';
import { mostWorkers } from './options.js';
import type { PredictOptions } from './predict.js';
import type { RankOptions } from './rank-networks.js';
import type { ReadLogOptions } from './read-log.js';
import type { ReadRunsOptions } from './read-runs.js';
import type { RegisterModelOptions } from './register-model.js';
import type { RunSweepOptions } from './run-sweep.js';

/** What one option of the library takes. */
interface Kind {
  readonly expected: string;
  readonly takes: (value: unknown) => boolean;
  /** Whether it may hold a password: what it was given instead is then not shown. */
  readonly isSecret?: true;
}

const text: Kind = { expected: 'a text', takes: (value) => typeof value === 'string' };
const flag: Kind = { expected: 'true or false', takes: (value) => typeof value === 'boolean' };
const callback: Kind = { expected: 'a function', takes: (value) => typeof value === 'function' };
const record: Kind = { expected: 'an object', takes: (value) => typeof value === 'object' && value !== null };
const amount: Kind = {
  expected: 'a number ≥ 0',
  takes: (value) => typeof value === 'number' && value >= 0,
};
const wholeFrom = (least: number, most = Infinity): Kind => ({
  expected: most === Infinity ? `a whole number ≥ ${least}` : `a whole number from ${least} to ${most}`,
  takes: (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
});
const oneOf = (...words: readonly string[]): Kind => ({
  expected: words.join(', '),
  takes: (value) => words.includes(value as string),
});
/** One of the words of a type, all of which the compiler wants to see. */
const word = <Word extends string>(words: Readonly<Record<Word, true>>): Kind => oneOf(...Object.keys(words));
const listOf = ({ expected, takes }: Kind): Kind => ({
  expected: `a list, each ${expected}`,
  takes: (value) => Array.isArray(value) && value.every(takes),
});
const secret = (kind: Kind): Kind => ({ ...kind, isSecret: true });
const orWord = (word: string, { expected, takes }: Kind): Kind => ({
  expected: `${expected}, or ${word}`,
  takes: (value) => value === word || takes(value),
});
const abortSignal: Kind = { expected: 'an AbortSignal', takes: (value) => value instanceof AbortSignal };
const date: Kind = {
  expected: 'a Date',
  takes: (value) => value instanceof Date && !Number.isNaN(value.getTime()),
};

type Options = RunSweepOptions &
  Omit<RunNightsOptions, 'onEvent'> &
  ReadRunsOptions &
  CancelSweepOptions &
  ReadLogOptions &
  RankOptions &
  ExportModelOptions &
  PredictOptions &
  ListBackbonesOptions &
  InspectBackboneOptions &
  RegisterModelOptions;
type One<Name extends 'recompute' | 'status' | 'formats'> = NonNullable<Options[Name]>[number];

const options = {
  ...{ cwd: text, workspace: text, env: secret(record), store: text, trackingUri: secret(text) },
  ...{ onEvent: callback, signal: abortSignal },
  ...{ set: listOf(text), rehash: flag, retryFailed: flag, recalibrate: flag, force: flag, sharing: flag },
  cache: text,
  cacheMode: word<NonNullable<Options['cacheMode']>>({ 'read-write': true, read: true }),
  recompute: listOf(word<One<'recompute'>>({ dataset: true, features: true, train: true, evaluate: true })),
  cacheLimitBytes: amount,
  backend: word<NonNullable<Options['backend']>>({ auto: true, tensorflow: true, wasm: true, cpu: true }),
  device: word<NonNullable<Options['device']>>({ auto: true, cpu: true, gpu: true }),
  gpuMemory: word<NonNullable<Options['gpuMemory']>>({ grow: true, all: true }),
  launcher: oneOf('local', ...clusterNames),
  workers: orWord('auto', wholeFrom(1, mostWorkers)),
  ...{ gpuIndex: wholeFrom(0), threads: wholeFrom(1), deterministic: flag },
  ...{ sweep: listOf(text), sort: text, limit: wholeFrom(0) },
  status: listOf(
    word<One<'status'>>({ running: true, finished: true, failed: true, interrupted: true, stopped: true }),
  ),
  ...{
    backbones: listOf(text),
    by: word<NonNullable<Options['by']>>({ knn: true, logme: true, hscore: true }),
  },
  ...{ run: text, out: text, demo: flag, name: text, follow: flag },
  formats: listOf(word<One<'formats'>>({ savedmodel: true, keras: true, onnx: true, tfjs: true })),
  precision: word<NonNullable<Options['precision']>>({ float32: true, float16: true, int8: true }),
  ...{ specs: listOf(text), now: date, dryRun: flag },
  ...{ register: text, alias: text },
  weights: {
    expected: 'imagenet, random or { file }',
    takes: (value) => text.takes(value) || record.takes(value),
  },
  ...{
    images: listOf(text),
    top: wholeFrom(1),
    classFolders: flag,
    mustMeasure: flag,
    onPrediction: callback,
  },
  ...{ batchSize: wholeFrom(1), maxPixels: wholeFrom(1) },
  ...{ backbone: text, imageSize: wholeFrom(1), trainable: text },
  order: word<NonNullable<Options['order']>>({
    ...{ name: true, parameters: true, flops: true, pixels: true, top1: true, speed: true },
  }),
} as const satisfies Readonly<Record<Exclude<keyof Options, 'spec'>, Kind>>;

/**
 * What TypeScript says to whoever writes in it, others are told when they call; what is undefined counts as left out. An option
 * that another function takes is let pass: callers share them.
 * @throws ThawError `THAW-CLI-BAD-VALUE`, `THAW-CLI-UNKNOWN-OPTION`
 */
export function checkOptions(given: object): void {
  if (!record.takes(given))
    throw new ThawError(badValue('the options are none', record.expected, inWords(given)));
  const values = Object.entries(given).filter(([, value]) => value !== undefined);
  const problems = values.flatMap(([name, value]) => problemOf(name, value) ?? []);
  if (problems.length > 0) throw new ThawError(problems);
}

function problemOf(name: string, value: unknown): Problem | undefined {
  // Whoever reads the spec tells what is wrong with it.
  if (name === 'spec') return undefined;
  const kind: Kind | undefined = own(options, name);
  if (!kind) return unknownOption(name);
  if (kind.takes(value)) return undefined;
  const message = `the option ${name} was given something that it does not take`;
  return badValue(message, kind.expected, kind.isSecret ? typeName(value) : inWords(value));
}

const badValue = (message: string, expected: string, found: string): Problem => ({
  ...{ code: 'THAW-CLI-BAD-VALUE', message, expected, found },
});

function unknownOption(name: string): Problem {
  const remedy = didYouMean(name, Object.keys(options));
  return {
    code: 'THAW-CLI-UNKNOWN-OPTION',
    message: `no function has an option ${name}`,
    ...(remedy !== undefined && { remedy }),
  };
}

const inWords = (value: unknown): string =>
  typeof value === 'function' || typeof value === 'symbol'
    ? `a ${typeof value}`
    : inspect(value, { depth: 1 });

/** As in `[object URL]`. */
const typeName = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);
