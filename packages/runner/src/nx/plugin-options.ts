import { own } from '@thaw/core';

/** How `@thaw/runner/nx` may be set in `nx.json`. */
export interface PluginOptions {
  /** Which YAML files may be specs: globs from the root of the workspace. Default: those in folders `experiments`. */
  readonly specs?: string | readonly string[];
  /** Of the target that sweeps a spec. Default `{spec}`, which is the name of its file. */
  readonly sweepTargetName?: string;
  /** Of a spec's other targets. Default `{spec}:{command}`. */
  readonly targetName?: string;
  /** Of the target that does the same for all specs of a project. Default `{command}`; empty for none. */
  readonly projectTargetName?: string;
}

export const defaultOptions = {
  specs: ['**/experiments/*.{yaml,yml}'],
  sweepTargetName: '{spec}',
  targetName: '{spec}:{command}',
  projectTargetName: '{command}',
} as const satisfies Required<PluginOptions>;

/** What must stand in each name, so that no two targets have the same. */
const placeholders = {
  sweepTargetName: ['{spec}'],
  targetName: ['{spec}', '{command}'],
  projectTargetName: ['{command}'],
} as const;

/** With what is left out. Throws where the names that it makes would be no names. */
export function readPluginOptions(options: PluginOptions = {}): Required<PluginOptions> {
  const read = { ...defaultOptions, ...options };
  for (const name of Object.keys(options)) {
    if (!own(defaultOptions, name))
      throw new Error(`@thaw/runner/nx has no option ${name}, but ${Object.keys(defaultOptions).join(', ')}`);
  }
  const specs: unknown = read.specs;
  if (![specs].flat().every((each) => typeof each === 'string' && each !== ''))
    throw new Error(`@thaw/runner/nx: specs is a glob or a list of them, not ${JSON.stringify(specs)}`);
  for (const [option, needed] of Object.entries(placeholders)) {
    const pattern: unknown = read[option as keyof typeof placeholders];
    if (typeof pattern !== 'string')
      throw new Error(`@thaw/runner/nx: ${option} is a text, not ${JSON.stringify(pattern)}`);
    const lacking = needed.find((placeholder) => !pattern.includes(placeholder));
    if (lacking !== undefined && !(option === 'projectTargetName' && pattern === ''))
      throw new Error(`@thaw/runner/nx: ${option} ${JSON.stringify(pattern)} lacks ${lacking}`);
  }
  return read;
}
