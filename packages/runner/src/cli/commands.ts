import { createRequire } from 'node:module';
import type { Command } from './command.js';

/** Every command, in the order of `thaw --help`; each is imported when it is wanted. */
const loaders = {
  init: async () => (await import('../commands/init.js')).init,
  validate: async () => (await import('../commands/validate.js')).validate,
  show: async () => (await import('../commands/show.js')).show,
  diff: async () => (await import('../commands/diff.js')).diff,
  backbones: async () => (await import('../commands/backbones.js')).backbones,
  rank: async () => (await import('../commands/rank.js')).rank,
  plan: async () => (await import('../commands/plan.js')).plan,
  split: async () => (await import('../commands/split.js')).split,
  sweep: async () => (await import('../commands/sweep.js')).sweep,
  nightly: async () => (await import('../commands/nightly.js')).nightly,
  schedule: async () => (await import('../commands/schedule.js')).schedule,
  nights: async () => (await import('../commands/nights.js')).nights,
  status: async () => (await import('../commands/status.js')).status,
  logs: async () => (await import('../commands/logs.js')).logs,
  cancel: async () => (await import('../commands/cancel.js')).cancel,
  runs: async () => (await import('../commands/runs.js')).runs,
  explain: async () => (await import('../commands/explain.js')).explain,
  verify: async () => (await import('../commands/verify.js')).verify,
  store: async () => (await import('../commands/store.js')).store,
  report: async () => (await import('../commands/report.js')).report,
  compare: async () => (await import('../commands/compare.js')).compare,
  sync: async () => (await import('../commands/sync.js')).sync,
  ui: async () => (await import('../commands/ui.js')).ui,
  export: async () => (await import('../commands/export.js')).exportModel,
  predict: async () => (await import('../commands/predict.js')).predict,
  features: async () => (await import('../commands/features.js')).features,
  doctor: async () => (await import('../commands/doctor.js')).doctor,
  completion: async () => (await import('../commands/completion.js')).completion,
  provision: async () => (await import('../commands/provision.js')).provision,
} as const satisfies Record<string, () => Promise<Command>>;

export type CommandName = keyof typeof loaders;

export const commandNames = Object.keys(loaders) as CommandName[];

export const loadCommand = (name: CommandName): Promise<Command> => loaders[name]();

/**
 * The command that a command line names. Else, for help and for a misspelt name, all of them as far as a list of them
 * needs: to load fourteen commands takes longer than most of them do.
 */
export async function loadCommandsFor([name]: readonly string[]): Promise<readonly Command[]> {
  const named = commandNames.filter((candidate) => candidate === name);
  return named.length > 0 ? Promise.all(named.map(loadCommand)) : commandNames.map(listed);
}

/** `executors.json` is written from the commands (`npx nx run runner:emit`) and says what each is for. */
const { executors } = createRequire(import.meta.url)('../../executors.json') as {
  readonly executors: Readonly<Record<CommandName, { readonly description: string }>>;
};

const listed = (name: CommandName): Command => ({
  name,
  summary: executors[name].description.replace(/\.$/, ''),
  options: {},
  examples: [],
  run: () => Promise.reject(new Error(`${name} is listed, not loaded`)),
});
