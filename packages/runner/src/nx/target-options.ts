import type { TargetConfiguration } from '@nx/devkit';
import { own } from '@thaw/core';
import { isBucketAddress } from '@thaw/execution/environment';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { OptionTable } from '../cli/option.js';

type Values = Readonly<Record<string, unknown>>;

/** What a target says of options, in one of its configurations. */
export const optionsOf = (
  { options, configurations }: Pick<TargetConfiguration, 'options' | 'configurations'>,
  configuration = '',
): Values => ({ ...(options as Values), ...(own(configurations, configuration) as Values | undefined) });

/** Options whose paths start from a folder, with these absolute. */
export function withPaths(table: OptionTable, values: Values, folder: string): Values {
  const absolute = (name: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((each) => absolute(name, each));
    return typeof value === 'string' && isPath(table, name, value) ? resolve(folder, value) : value;
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, absolute(name, value)]));
}

/**
 * The options of a task, in which what its target says means the same wherever the user stands: its paths start from the root of
 * the workspace. Those of the command line start, as ever, from where the user stands.
 */
export function inPlace(table: OptionTable, given: Values, ofTarget: Values, workspaceRoot: string): Values {
  const names = Object.keys(given).filter((name) => isDeepStrictEqual(own(given, name), own(ofTarget, name)));
  const written = Object.fromEntries(names.map((name) => [name, own(given, name)]));
  return { ...given, ...withPaths(table, written, workspaceRoot) };
}

function isPath(table: OptionTable, name: string, value: string): boolean {
  const option = own(table, name);
  if (option?.kind === 'path') return !(option.orBucket && isBucketAddress(value));
  return option?.kind === 'text' && ['FILE', 'GLOB'].includes(option.placeholder);
}
