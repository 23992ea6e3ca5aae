import { expect, it } from 'vitest';
import { whileClaimed } from './claim-sweep.js';

it('A sweep stops where another process has taken it over, and says so; where its caller stops it, it says nothing', () => {
  const [loss, stop] = [new AbortController(), new AbortController()];
  const held = whileClaimed({ lost: loss.signal }, stop.signal);
  expect(held.throwIfTaken).not.toThrow();
  loss.abort(new Error('a.lock was taken over by another process'));
  expect(held.signal.aborted).toBe(true);
  expect(held.throwIfTaken).toThrow('THAW-RUN-BUSY: another process has taken this sweep over');
  const stopped = whileClaimed({ lost: new AbortController().signal }, stop.signal);
  stop.abort();
  expect(stopped.signal.aborted).toBe(true);
  expect(stopped.throwIfTaken).not.toThrow();
});
