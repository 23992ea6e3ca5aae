import { ThawError } from '@thaw/core';
import { setImmediate as otherWork } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  readRuns,
  runNights,
  runSweep,
  specFiles,
  validateSpec,
  type RunSweepOptions,
  type SweepEvent,
} from '../index.js';
import { inCall, type Call } from './call.js';

const notice: SweepEvent = { type: 'notice', message: 'hello' };

describe('a call of the library', () => {
  it('ends with what the callback throws, or its promise rejects with', async () => {
    const error = new Error('the disk of my notebook is full');
    const callbacks: NonNullable<RunSweepOptions['onEvent']>[] = [
      () => {
        throw error;
      },
      async () => {
        await otherWork();
        throw error;
      },
    ];
    for (const onEvent of callbacks) {
      const ended = inCall({ onEvent }, async ({ onEvent, signal }) => {
        onEvent(notice);
        while (!signal.aborted) await otherWork();
        return 'interrupted';
      });
      await expect(ended).rejects.toBe(error);
    }
  });

  it('waits for what the callback has promised, and rejects with what it rejects with late', async () => {
    const error = new Error('the socket is closed');
    const heard: string[] = [];
    const thenable = {
      then: (_: unknown, reject: (error: Error) => void) => void otherWork().then(() => reject(error)),
    };
    const [late, failing, other]: readonly NonNullable<RunSweepOptions['onEvent']>[] = [
      async ({ type }) => {
        await otherWork();
        heard.push(type);
      },
      async () => {
        await otherWork();
        throw error;
      },
      () => thenable,
    ];
    const tellLast = async ({ onEvent }: Pick<Call, 'onEvent'>) => onEvent(notice);
    await inCall({ onEvent: late }, tellLast);
    expect(heard).toEqual(['notice']);
    for (const onEvent of [failing, other]) await expect(inCall({ onEvent }, tellLast)).rejects.toBe(error);
  });

  it('rejects with the reason of a signal, whatever that is, and with what a file system says in its own words', async () => {
    for (const reason of [undefined, null, 'enough', new Error('enough')]) {
      const stop = new AbortController();
      const ended = inCall({ signal: stop.signal }, async ({ signal }) => {
        stop.abort(reason);
        signal.throwIfAborted();
      });
      await expect(ended).rejects.toBe(stop.signal.reason);
    }
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write', path: '/store/x' });
    await expect(inCall({}, () => Promise.reject(full))).rejects.toBeInstanceOf(ThawError);
  });
});

describe('options that TypeScript would not have let pass', () => {
  const spec = { name: 'x' };
  it.each<[string, (options: never) => Promise<unknown>, object, string]>([
    ['runSweep', runSweep, { spec, backend: 'cuda' }, 'backend'],
    ['runSweep', runSweep, { spec, signal: { aborted: false } }, 'signal'],
    ['runSweep', runSweep, { spec, onEvent: 5 }, 'onEvent'],
    ['runSweep', runSweep, { spec, recompute: ['model'] }, 'recompute'],
    ['runSweep', runSweep, { spec, threads: 0 }, 'threads'],
    ['runSweep', runSweep, { spec, workers: 'all' }, 'workers'],
    ['runSweep', runSweep, { spec, workers: 1e9 }, 'workers'],
    ['validateSpec', validateSpec, { spec, set: 'seed=1' }, 'set'],
    ['readRuns', readRuns, { sweep: 'flowers' }, 'sweep'],
    ['runNights', runNights, { now: '2026-11-26' }, 'now'],
  ])('are refused by %s with what is expected: %o', async (_, call, options, name) => {
    await expect(call(options as never)).rejects.toMatchObject({
      problems: [{ code: 'THAW-CLI-BAD-VALUE', message: expect.stringContaining(` ${name} `) as string }],
    });
  });

  it('are refused by a name that no function knows, with the one that was meant', async () => {
    const written = { spec, retryfailed: true, tracking_uri: undefined } as never;
    await expect(runSweep(written)).rejects.toMatchObject({
      problems: [{ code: 'THAW-CLI-UNKNOWN-OPTION', remedy: 'did you mean `retryFailed`?' }],
    });
  });

  it('are not shown where they may hold a password', async () => {
    const wrong = { spec, trackingUri: new URL('https://me:secret@mlflow.example'), env: 'TOKEN=secret' };
    await expect(runSweep(wrong as never)).rejects.toMatchObject({
      problems: [{ found: 'URL' }, { found: 'String' }],
    });
  });

  it('may be none at all', async () => {
    for (const call of [runNights, readRuns, runSweep])
      await expect(call(null as never)).rejects.toMatchObject({
        problems: [{ code: 'THAW-CLI-BAD-VALUE', found: 'null' }],
      });
    await expect(specFiles(5 as never)).rejects.toMatchObject({ problems: [{ code: 'THAW-CLI-BAD-VALUE' }] });
  });

  it('are told all at once, and a spec that is missing too', async () => {
    const wrong = { spec, cwd: 5, device: 'tpu' } as never;
    await expect(validateSpec(wrong)).rejects.toMatchObject({ problems: [{}, {}] });
    await expect(validateSpec({} as never)).rejects.toMatchObject({
      problems: [{ code: 'THAW-SPEC-NOT-PLAIN', found: 'undefined' }],
    });
    await expect(validateSpec(undefined as never)).rejects.toMatchObject({
      problems: [{ code: 'THAW-CLI-BAD-VALUE', found: 'undefined' }],
    });
  });
});
