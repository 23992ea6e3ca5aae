import { describe, expect, it } from 'vitest';
import { describeEnd } from './describe-end.js';

describe('the end of a process that decoded', () => {
  it('says how it ended and its last words, and takes a kill for a lack of memory', () => {
    expect(describeEnd({ code: null, signal: 'SIGKILL', text: '' }).problems).toMatchObject([
      { code: 'THAW-RUN-OUT-OF-MEMORY', found: 'it was ended by SIGKILL' },
    ]);
    const words = { text: 'bad_alloc', shortage: 'bad_alloc' };
    expect(describeEnd({ code: 134, signal: null, ...words }).problems).toMatchObject([
      { code: 'THAW-RUN-OUT-OF-MEMORY', found: 'it exited with code 134; its last words:\nbad_alloc' },
    ]);
    expect(describeEnd({ code: null, signal: null, text: 'spawn EAGAIN' }).problems).toMatchObject([
      { code: 'THAW-RUN-WORKER-DIED', found: 'it did not start; its last words:\nspawn EAGAIN' },
    ]);
  });

  it('says where room is missing for pixels', () => {
    const text = 'Error: ENOSPC: no space left on device, write';
    expect(describeEnd({ code: 1, signal: null, text }).problems).toMatchObject([
      { code: 'THAW-RUN-WORKER-DIED', remedy: expect.stringContaining('/dev/shm') as string },
    ]);
  });
});
