import { cpus, loadavg } from 'node:os';

/**
 * Whether others leave this machine to us: in the last minute no more threads wanted to run than one and a half times
 * what there are processors, ours among them. Both numbers are the host's, in a container too; where there is no such
 * average (Windows) it says yes.
 */
export const isQuiet = (): boolean => (loadavg()[0] ?? 0) <= 1.5 * cpus().length;
