import { createRequire } from 'node:module';

/** How long before the end of its time a worker is told to end. */
export const warningSeconds = 60;

/** The built file, also when this one runs from source in a test. */
const entry = createRequire(import.meta.url).resolve('@thaw/execution/pull-worker');

/** What Node is to run: the program of a worker, with the queue that it is to take tasks from. */
export const workerWords = (queue: { readonly folder: string; readonly id: string }): readonly string[] => [
  ...[entry, queue.folder, queue.id],
];

/** By these variables a worker is told who it is. */
export const workerVariables = {
  /** Its name, which no other of its queue has, and which may be that of a file. */
  name: 'THAW_WORKER',
  /** Where it runs, by a name that others can be kept from. */
  node: 'THAW_NODE',
  /** When it will be ended, in seconds of Unix time; unset, empty or 0 where nothing is known of it. */
  end: 'THAW_END_TIME',
} as const;

/** A word that a shell reads as it is. */
export const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Lines of shell by which `$node` is this Node, or the one in PATH where this one is not. */
export const findNode = `node=${quoted(process.execPath)}
[ -x "$node" ] || node=node`;
