import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * What names a process among all that may see a lock. Process numbers come again after a boot and in every container,
 * so on Linux the boot, the PID namespace and the time of the start belong to the name.
 */
export interface ProcessName {
  readonly pid: number;
  /** For people, and where there is nothing better. Containers often share it. */
  readonly host: string;
  readonly boot?: string;
  readonly pidNamespace?: string;
  /** Clock ticks since the boot. */
  readonly startTicks?: string;
}

export type Presence = 'running' | 'gone' | 'unknown';

let mine: ProcessName | undefined;

export function thisProcess(): ProcessName {
  return (mine ??= { pid: process.pid, host: hostname(), ...linuxName() });
}

export const describeProcess = ({ pid, host }: Pick<ProcessName, 'pid' | 'host'>): string =>
  `process ${pid} on ${host}`;

/** Whether a process runs, as far as this one can tell; unknown for one of another machine or container. */
export function presenceOf(other: ProcessName): Presence {
  const self = thisProcess();
  if (self.startTicks !== undefined) {
    const isComparable =
      other.startTicks !== undefined && other.boot === self.boot && other.pidNamespace === self.pidNamespace;
    return isComparable ? presenceByProc(other) : 'unknown';
  }
  if (process.platform === 'linux' || other.host !== self.host) return 'unknown';
  // Where only numbers can be had, a free one is proof, and a taken one may be another's by now.
  return exists(other.pid) ? 'unknown' : 'gone';
}

function presenceByProc({ pid, startTicks }: ProcessName): Presence {
  const found = readStat(String(pid));
  if (found) return found.startTicks === startTicks && !found.hasEnded ? 'running' : 'gone';
  // Under hidepid other users' processes are there, but not to be seen.
  return exists(pid) ? 'unknown' : 'gone';
}

/** Nothing if this is not Linux, or `/proc` is missing or that of another PID namespace. */
function linuxName(): Partial<ProcessName> {
  try {
    if (readlinkSync('/proc/self') !== String(process.pid)) return {};
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const startTicks = readStat('self')?.startTicks;
    return startTicks && boot ? { boot, pidNamespace: readlinkSync('/proc/self/ns/pid'), startTicks } : {};
  } catch {
    return {};
  }
}

/** See proc_pid_stat(5). The name of the program, in parentheses, may hold anything. */
function readStat(pid: string): { startTicks: string; hasEnded: boolean } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // The third field of all, and the twenty-second. A zombie waits for its parent and works no more.
    return { hasEnded: 'ZX'.includes(fields[0]!), startTicks: fields[19]! };
  } catch {
    return undefined;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
