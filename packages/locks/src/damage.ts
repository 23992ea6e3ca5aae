import { channel } from 'node:diagnostics_channel';

const damage = channel('thaw:damage');
const said = new Set<string>();

/**
 * Says, once in a process, that something was damaged that can be done without: a line of a journal, a cache. Whoever talks
 * to people hears it, however deep it was found.
 */
export function sayDamage(line: string): void {
  if (said.has(line)) return;
  said.add(line);
  damage.publish(line);
}

/** Listens to what is said of damage; returned is how to stop. */
export function hearDamage(listen: (line: string) => void): () => void {
  const hear = (line: unknown) => listen(line as string);
  damage.subscribe(hear);
  return () => void damage.unsubscribe(hear);
}
