import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long files may be read in one go, in milliseconds. */
const longestTurnMs = 10;

let begunMs = 0;
let turn: Promise<void> | undefined;

/**
 * Whoever reads many small files in one go (`read-small.ts`) asks before each: other work of this process has its turn in between,
 * such as locks that are renewed and keys that are pressed.
 */
export async function inTurn(): Promise<void> {
  while (turn || performance.now() - begunMs > longestTurnMs) {
    turn ??= nextTurn().then(() => {
      begunMs = performance.now();
      turn = undefined;
    });
    await turn;
  }
}
