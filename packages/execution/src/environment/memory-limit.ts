import { totalmem } from 'node:os';

/** Bytes that this process and its children may use: the machine's memory, or less where a container (cgroup) sets a limit. */
export function memoryLimit(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
