import type { Command } from './command.js';

/** Every command, in the order of `thaw --help`; each is imported when it is wanted, as some bring TensorFlow along. */
const loaders = {
  validate: async () => (await import('../commands/validate.js')).validate,
  plan: async () => (await import('../commands/plan.js')).plan,
  split: async () => (await import('../commands/split.js')).split,
  sweep: async () => (await import('../commands/sweep.js')).sweep,
  runs: async () => (await import('../commands/runs.js')).runs,
  explain: async () => (await import('../commands/explain.js')).explain,
  store: async () => (await import('../commands/store.js')).store,
  report: async () => (await import('../commands/report.js')).report,
  compare: async () => (await import('../commands/compare.js')).compare,
  sync: async () => (await import('../commands/sync.js')).sync,
  ui: async () => (await import('../commands/ui.js')).ui,
  export: async () => (await import('../commands/export.js')).exportModel,
  features: async () => (await import('../commands/features.js')).features,
  doctor: async () => (await import('../commands/doctor.js')).doctor,
  provision: async () => (await import('../commands/provision.js')).provision,
} as const satisfies Record<string, () => Promise<Command>>;

export type CommandName = keyof typeof loaders;

export const commandNames = Object.keys(loaders) as CommandName[];

export const loadCommand = (name: CommandName): Promise<Command> => loaders[name]();

/** The command that a command line names, else (for help, and for a misspelt name) all of them. */
export function loadCommandsFor([name]: readonly string[]): Promise<readonly Command[]> {
  const named = commandNames.filter((candidate) => candidate === name);
  return Promise.all((named.length > 0 ? named : commandNames).map(loadCommand));
}
