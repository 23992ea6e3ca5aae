import type { TargetConfiguration } from '@nx/devkit';
import { own } from '@thaw/core';
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
  const absolute = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(absolute) : typeof value === 'string' ? resolve(folder, value) : value;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isOfPaths(table, name) ? absolute(value) : value]),
  );
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

function isOfPaths(table: OptionTable, name: string): boolean {
  const option = own(table, name);
  return (
    option?.kind === 'path' || (option?.kind === 'text' && ['FILE', 'GLOB'].includes(option.placeholder))
  );
}
