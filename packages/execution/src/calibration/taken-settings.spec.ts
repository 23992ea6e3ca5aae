import type { MeasuredQuestion, MeasuredValues, TakenSettings } from '@thaw/core';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepTaken, readTaken } from './taken-settings.js';

const network = { name: 'xception', imageSize: 224 };
const question: MeasuredQuestion = { id: '0123', network, said: { compile: 'off' } };
const half: MeasuredValues = { precision: 'bfloat16', compile: 'off' };
const exact: MeasuredValues = { ...half, precision: 'float32' };
const taken: TakenSettings = {
  ...{ settings: ['precision'], network, values: half },
  candidates: [
    { values: exact, seconds: 2 },
    { values: half, seconds: 1 },
  ],
  ...{ measuredMs: 1, description: 'tensorflow 2.21.0' },
};
const other: TakenSettings = { ...taken, values: exact };

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'thaw-taken-'))));
afterEach(() => rm(folder, { recursive: true }));

const read = (gpu?: string, of = question) => readTaken(folder, gpu, of);
const keep = (answer: TakenSettings, replaces = false) =>
  keepTaken(folder, undefined, question, answer, { replaces });

describe('an answer', () => {
  it('is that which was kept first, until it is to be replaced', async () => {
    expect(await read()).toBeUndefined();
    expect(await keep(taken)).toEqual(taken);
    expect(await keep(other)).toEqual(taken);
    expect(await read()).toEqual(taken);
    expect(await keep(other, true)).toEqual(other);
    expect(await read()).toEqual(other);
    expect(await read('a card')).toBeUndefined();
  });

  it('is one, however many keep theirs at once', async () => {
    const answers = Array.from({ length: 20 }, (_, measuredMs) => ({ ...taken, measuredMs }));
    const kept = await Promise.all(answers.map((answer) => keep(answer)));
    expect(new Set(kept.map((each) => each?.measuredMs)).size).toBe(1);
    expect(await read()).toEqual(kept[0]);
  });

  it.each([
    ['nothing', {}],
    ['no object', 'bfloat16'],
    ['a precision that is none', { ...taken, values: { ...half, precision: 'float8' } }],
    ['a value of what was not asked', { ...taken, values: { ...half, compile: 'always' } }],
    ['other settings', { ...taken, settings: ['precision', 'compile'] }],
    ['another network', { ...taken, network: { ...network, imageSize: 64 } }],
    ['seconds that are none', { ...taken, candidates: [{ values: exact, seconds: 'long' }] }],
    ['no time', { ...taken, measuredMs: 1e300 }],
    ['no library', { ...taken, description: undefined }],
  ])('is as good as none where its file has %s, and is replaced', async (_what, content) => {
    await keep(taken);
    const parts = join(folder, 'calibration', 'taken');
    const [file] = await readdir(parts);
    await writeFile(join(parts, file!), JSON.stringify(content));
    expect(await read()).toBeUndefined();
    expect(await keep(other)).toEqual(other);
    expect(await read()).toEqual(other);
  });

  it('is not kept where nothing can be', async () => {
    await writeFile(join(folder, 'calibration'), '');
    expect(await keep(taken)).toBeUndefined();
  });
});
