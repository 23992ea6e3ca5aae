import path from 'node:path';
import { didYouMean, own, type Problem } from '@thaw/core';
import { isBucketAddress } from '@thaw/execution/environment';
import { parseBytes } from '../text/bytes.js';
import { parseDuration } from '../text/duration.js';
import { parseMoment } from '../text/moment.js';
import { flagOf } from './flag.js';
import type { Option, OptionTable, OptionValues } from './option.js';

type Read =
  { readonly values: Readonly<Record<string, unknown>> } | { readonly problems: readonly Problem[] };

/**
 * Checks raw option values, by camel-case name, as a command line or an Nx target gives them, and turns them into
 * what a command takes. All problems at once. Relative paths are resolved against `cwd`.
 */
export function readOptions<Table extends OptionTable>(
  table: Table,
  raw: Readonly<Record<string, unknown>>,
  cwd: string,
): { readonly values: OptionValues<Table> } | { readonly problems: readonly Problem[] };
export function readOptions(table: OptionTable, raw: Readonly<Record<string, unknown>>, cwd: string): Read {
  const problems: Problem[] = [];
  const values = new Map<string, unknown>();
  for (const [name, option] of Object.entries(table)) {
    const given = own(raw, name) === undefined ? [] : [own(raw, name)].flat();
    if (option.required && given.length === 0) problems.push(missing(name, option));
    for (const other of option.excludes ?? []) {
      const saidBefore = own(table, other)?.excludes?.includes(name) && other < name;
      if (isGiven(own(raw, name)) && isGiven(own(raw, other)) && !saidBefore)
        problems.push(exclusive(name, other));
    }
    const read = given.map((value) => {
      const result = readValue(option, value, cwd);
      if (result === undefined) problems.push(unsuitable(name, option, value));
      return result;
    });
    values.set(name, option.many ? read : (read.at(-1) ?? (option.kind === 'flag' ? false : undefined)));
  }
  return problems.length > 0 ? { problems } : { values: Object.fromEntries(values) };
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== false;

/** The value in its type, or undefined if it has another one. */
function readValue(option: Option, value: unknown, cwd: string): unknown {
  switch (option.kind) {
    case 'flag':
      return typeof value === 'boolean' ? value : undefined;
    case 'text':
      return asText(value);
    case 'path': {
      const text = asText(value);
      if (text === undefined) return undefined;
      return option.orBucket && isBucketAddress(text) ? text : path.resolve(cwd, text);
    }
    case 'integer': {
      if (option.word !== undefined && value === option.word) return value;
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      const { minimum, maximum = Infinity } = option;
      const isWithin = (each: number) => each >= minimum && each <= maximum;
      return Number.isSafeInteger(number) && isWithin(number as number) ? number : undefined;
    }
    case 'bytes': {
      const text = asText(value);
      return text === undefined ? undefined : parseBytes(text);
    }
    case 'time':
      return typeof value === 'string' ? parseMoment(value) : undefined;
    case 'duration': {
      const text = asText(value);
      return text === undefined ? undefined : parseDuration(text);
    }
    case 'choice':
      return typeof value === 'string' && option.choices.includes(value) ? value : undefined;
  }
}

/** Nx turns what looks like a number into one; `--store 2024` still means the folder of that name. */
const asText = (value: unknown): string | undefined =>
  typeof value === 'number' ? String(value) : typeof value === 'string' && value !== '' ? value : undefined;

const missing = (name: string, option: Option): Problem => ({
  code: 'THAW-CLI-MISSING-OPTION',
  message: `${flagOf(name)} is missing.`,
  expected: `${flagOf(name, option)}: ${option.description}`,
  found: `no ${flagOf(name)}`,
  remedy: option.positional
    ? `Give it with ${flagOf(name, option)} or alone, or see --help for examples.`
    : `Give ${flagOf(name, option)}, or see --help for examples.`,
});

const exclusive = (name: string, other: string): Problem => ({
  code: 'THAW-CLI-EXCLUSIVE-OPTIONS',
  message: `${flagOf(name)} and ${flagOf(other)} exclude each other.`,
  expected: `one of the two`,
  found: 'both',
  remedy: `Leave one of them out.`,
});

const expectation = (option: Option): string => {
  switch (option.kind) {
    case 'flag':
      return 'no value';
    case 'text':
      return 'a text that is not empty';
    case 'path':
      return `the path of a ${option.placeholder === 'DIR' ? 'folder' : 'file'}${option.orBucket ? ', or s3://bucket/prefix' : ''}`;
    case 'integer': {
      const word = option.word === undefined ? '' : `, or ${option.word}`;
      return option.maximum === undefined
        ? `a whole number of at least ${option.minimum}${word}`
        : `a whole number from ${option.minimum} to ${option.maximum}${word}`;
    }
    case 'bytes':
      return 'a size such as 20GB or 500MiB';
    case 'time':
      return 'a time in ISO 8601 with its zone, such as 2026-11-26T02:00:00+01:00 or 2026-11-26T01:00Z';
    case 'duration':
      return 'a time such as 30m, 90s or 1h30m';
    case 'choice':
      return `one of ${option.choices.join(', ')}`;
  }
};

const unsuitable = (name: string, option: Option, value: unknown): Problem => ({
  code: 'THAW-CLI-BAD-VALUE',
  message: `${flagOf(name)} does not take this value.`,
  expected: expectation(option),
  found: JSON.stringify(value),
  remedy:
    (option.kind === 'choice' && didYouMean(String(value), option.choices)) ||
    `Correct the value of ${flagOf(name)}.`,
});
