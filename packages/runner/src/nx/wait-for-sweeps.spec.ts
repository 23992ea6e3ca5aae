import { afterEach, describe, expect, it } from 'vitest';
import { waitForSweeps } from './wait-for-sweeps.js';

afterEach(() => void delete process.env['NX_PROCESS_KILL_GRACE_PERIOD']);

describe('Nx waits after Ctrl-C', () => {
  it.each([
    [true, ['run', 'pets:xception']],
    [true, ['pets:xception:production']],
    [true, ['xception', 'pets']],
    [true, ['run-many', '-t', 'build,sweep']],
    [true, ['affected', '--targets=sweep']],
    [false, ['run', 'pets:build']],
    [false, ['run', 'pets:xception-docs']],
    [false, ['run-many', '-t', 'build', 'lint']],
  ])('%s for `nx %j`', (waits, argv) => {
    waitForSweeps(['node', 'nx', ...argv], ['xception', 'sweep']);
    expect(process.env['NX_PROCESS_KILL_GRACE_PERIOD'] === undefined).toBe(!waits);
  });
});
