/** Reads between two turns of the event loop: some milliseconds. */
const readsOfTurn = 32;

const waiting: (() => void)[] = [];
let granted = 0;

/**
 * Whoever reads many small files in one go (`read-small.ts`) asks before each: other work of this process has its turn in between,
 * such as locks that are renewed and keys that are pressed. Who waits is let go once, in order.
 */
export async function inTurn(): Promise<void> {
  if (granted === 0) setImmediate(nextTurn);
  if (granted < readsOfTurn) granted++;
  else await new Promise<void>((resolve) => waiting.push(resolve));
}

function nextTurn(): void {
  const next = waiting.splice(0, readsOfTurn);
  granted = next.length;
  if (granted > 0) setImmediate(nextTurn);
  for (const go of next) go();
}
