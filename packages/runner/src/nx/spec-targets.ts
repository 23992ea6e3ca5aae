import type { TargetConfiguration } from '@nx/devkit';
import type { CommandName } from '../cli/commands.js';
import type { TargetInputs } from './target-inputs.js';

/** What a spec is done with, in this order; `nightly` only where it has a schedule. */
export const specCommands = [
  'sweep',
  'plan',
  'validate',
  'report',
  'nightly',
] as const satisfies readonly CommandName[];
export type SpecCommand = (typeof specCommands)[number];

export interface SpecPlace {
  /** From the root of the workspace, as all paths of targets. */
  readonly file: string;
  /** The report that is written. */
  readonly report: string;
  /** Of its sweeps. */
  readonly name: string;
}

const does: Readonly<Record<SpecCommand, (file: string) => string>> = {
  sweep: (file) => `Run the sweep of ${file}`,
  plan: (file) => `Show what a sweep of ${file} would do and take`,
  validate: (file) => `Check ${file}, its data and its weights`,
  report: (file) => `Write a report on the sweeps of ${file}`,
  nightly: (file) => `Run the nights of ${file} that are due`,
};

/**
 * The target that does this with a spec. What is validated and planned depends on nothing but what is hashed
 * (`nx/hash-task.js`), and comes from the cache. What computes wants the machine for itself. The store is nobody's output, since
 * Nx would take it away before it puts another in its place.
 */
export function specTarget(
  command: SpecCommand,
  { file, name, report }: SpecPlace,
  { inputs, packages }: TargetInputs,
): TargetConfiguration {
  const isPure = command === 'validate' || command === 'plan';
  const computes = command === 'sweep' || command === 'nightly';
  const options = {
    sweep: { spec: file },
    plan: { spec: file },
    validate: { spec: file },
    report: { sweep: [name], out: report },
    nightly: { specs: [file] },
  };
  return {
    executor: `@thaw/runner:${command}`,
    options: options[command],
    cache: isPure,
    ...(computes && { parallelism: false }),
    // A backbone that is a package of the workspace is loaded as it is built.
    dependsOn: ['^build'],
    inputs: [...inputs],
    outputs: command === 'report' ? ['{options.out}'] : [],
    metadata: {
      description: does[command](file),
      technologies: ['thaw'],
      packages,
      help: { command: `npx thaw ${command} --help`, example: {} },
    },
  };
}

/** The target that does this with all specs of a project, one after the other where they compute. */
export const projectTarget = (command: SpecCommand, targets: readonly string[]): TargetConfiguration => ({
  executor: 'nx:noop',
  dependsOn: targets.map((target) => ({ target })),
  cache: false,
  metadata: { description: `${does[command]('each spec')}`, technologies: ['thaw'] },
});
