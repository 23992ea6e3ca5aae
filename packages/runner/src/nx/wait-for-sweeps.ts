/** Milliseconds that Nx waits after Ctrl-C before it kills; its own five seconds may be less than a step takes. */
const patience = '60000';

const variable = 'NX_PROCESS_KILL_GRACE_PERIOD';
const ofUser = process.env[variable];

/**
 * Has Nx wait for tasks that were interrupted, where the command line of a run names one of ours, and the user has said nothing of
 * it. Others' tasks are ended as patiently as they were.
 */
export function waitForSweeps(argv: readonly string[], targets: readonly string[]): void {
  if (ofUser !== undefined) return;
  const words = argv.map((word) => `:${word.replaceAll(/[=,]/g, ':')}:`);
  if (targets.some((target) => words.some((word) => word.includes(`:${target}:`))))
    process.env[variable] = patience;
}
