import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Of processes that are gone nothing is said; nor is one of no known number asked. */
export const kill = (signal, ...pids) =>
  spawnSync('kill', [signal, ...pids.filter((pid) => pid > 1).map(String)]);

/** All of this machine, with their command lines. */
export function processes() {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,comm=,args='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, name, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return pid ? [{ pid: Number(pid), name, command }] : [];
  });
}

/** The environment that a process was started with. */
export function variablesOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
