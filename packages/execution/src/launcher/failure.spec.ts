import { ThawError } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { causeOf, describeDeath, describeFailure } from './failure.js';
import { LastWords } from './last-words.js';

const running = new AbortController().signal;
const problem = (code: string) => new ThawError({ code, message: 'm' });

describe('describeFailure', () => {
  it.each([
    ['OOM when allocating tensor with shape[32,112,112,64]', 'THAW-RUN-OUT-OF-MEMORY'],
    [
      'Session fail to run with error: OOM when allocating tensor with shape[64,112,112,64] and type float on /job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc',
      'THAW-RUN-OUT-OF-MEMORY',
    ],
    ['failed to allocate 2.00GiB from device: CUDA_ERROR_OUT_OF_MEMORY', 'THAW-RUN-OUT-OF-MEMORY'],
    ['Could not create cudnn handle: CUDNN_STATUS_ALLOC_FAILED', 'THAW-RUN-OUT-OF-MEMORY'],
    ['Dst tensor is not initialized.', 'THAW-RUN-OUT-OF-MEMORY'],
    ['std::bad_alloc', 'THAW-RUN-OUT-OF-MEMORY'],
    ['Array buffer allocation failed', 'THAW-RUN-OUT-OF-MEMORY'],
  ])('takes "%s" for %s', (message, code) => {
    expect(describeFailure(new Error(message), running)).toMatchObject({
      kind: 'problems',
      problems: [{ code, found: message }],
    });
  });

  it('takes the name that TensorFlow gives an error of memory, whatever its message', () => {
    const error = Object.assign(new Error('no room for shape[64]'), { code: 'RESOURCE_EXHAUSTED' });
    expect(describeFailure(error, running)).toMatchObject({
      problems: [{ code: 'THAW-RUN-OUT-OF-MEMORY', found: 'no room for shape[64]' }],
    });
  });

  it('takes an error of the file system that has no room for a full disk', () => {
    const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    expect(describeFailure(error, running)).toMatchObject({ problems: [{ code: 'THAW-STORE-FULL' }] });
  });

  it('passes on what is expected, keeps the stack of what is not, and says when it was told to stop', () => {
    expect(describeFailure(problem('THAW-DATA-UNREADABLE'), running)).toMatchObject({ kind: 'problems' });
    const defect = new TypeError('x is not a function');
    expect(describeFailure(defect, running)).toEqual({ kind: 'defect', stack: defect.stack });
    expect(describeFailure(defect, AbortSignal.abort())).toEqual({ kind: 'aborted' });
  });
});

describe('describeDeath and causeOf', () => {
  it.each([
    ['a kill by the system', null, 'SIGKILL', '', 'THAW-RUN-OUT-OF-MEMORY', 'out-of-memory'],
    [
      'an abort for memory',
      null,
      'SIGABRT',
      'FATAL ERROR: heap out of memory',
      'THAW-RUN-OUT-OF-MEMORY',
      'out-of-memory',
    ],
    ['a crash in native code', null, 'SIGSEGV', 'last words', 'THAW-RUN-WORKER-DIED', 'internal'],
    ['an exit', 7, null, '', 'THAW-RUN-WORKER-DIED', 'internal'],
  ] as const)('know %s', (_, code, signal, stderr, expected, cause) => {
    const words = new LastWords();
    words.add(stderr);
    const death = describeDeath(code, signal, words);
    expect(death.problems[0]).toMatchObject({ code: expected, found: expect.stringContaining(stderr) });
    expect(causeOf(death)).toBe(cause);
  });

  it.each([
    ['THAW-DATA-UNREADABLE', 'bad-data'],
    ['THAW-RUN-DIVERGED', 'diverged'],
    ['THAW-STORE-FULL', 'other'],
  ])('class %s as %s', (code, cause) => {
    expect(causeOf(problem(code))).toBe(cause);
  });

  it('class anything unforeseen as internal', () => {
    expect(causeOf(new Error('x'))).toBe('internal');
  });
});
