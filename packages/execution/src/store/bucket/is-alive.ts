import { leaseMs, presenceOf, type ProcessName } from '@thaw/locks';

/** Whether a process holds what it has written so long ago: one that cannot be looked up is heard of by its renewals. */
export function isAlive(holder: ProcessName, ageMs: number): boolean {
  const presence = presenceOf(holder);
  return presence === 'unknown' ? ageMs < leaseMs : presence === 'running';
}
