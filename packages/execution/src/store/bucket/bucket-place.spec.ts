import { ThawError } from '@thaw/core';
import { hearDamage } from '@thaw/locks';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sha256Of } from '../../files/read-small.js';
import { bucketProblem } from '../../objects/bucket-problem.js';
import { inMemory } from '../../objects/in-memory.js';
import { MemoryObjects } from '../../objects/memory-objects.fixture.js';
import { newBlobName } from './bucket-layout.js';
import { BucketPlace } from './bucket-place.js';
import { BucketStageStore } from './bucket-stage-store.js';
import { claimsNow } from './claims-now.js';
import { StageStates } from './stage-states.js';

const stage = { kind: 'train', key: 'f00d' } as const;

async function openPlace(objects: MemoryObjects): Promise<BucketPlace> {
  const path = await mkdtemp(join(tmpdir(), 'thaw-place-'));
  onTestFinished(() => rm(path, { recursive: true }));
  const copies = join(path, 'copies');
  const store = new BucketStageStore({ objects, copies, onDamage: () => {} });
  const lockOf = (journal: string) => `${journal}.lock`;
  const place = new BucketPlace({ objects, store, path, copies, lockOf, onNotice: () => {} });
  await place.open({ mustExist: false });
  await place.requireWritable();
  return place;
}

it('takes what is being sent for nothing that is left, however far ahead the clock of this machine is', async () => {
  // The server's clock is at 1970.
  const objects = new MemoryObjects();
  const place = await openPlace(objects);
  const content = Uint8Array.of(1);
  const sha256 = sha256Of(content);
  await objects.write(newBlobName(stage, sha256), inMemory(content));
  expect((await place.usage()).loose).toBe(1);
  expect(await place.clean({ dryRun: false })).toEqual([]);
});

it('gives a sweep back of which it cannot take the journal', async () => {
  const objects = new MemoryObjects();
  const place = await openPlace(objects);
  const list = objects.list.bind(objects);
  objects.list = () => Promise.reject(new ThawError(bucketProblem({ code: 'ECONNRESET' }, objects)));
  await expect(place.holdSweep('cafe')).rejects.toThrow('THAW-BUCKET-UNREACHABLE');
  objects.list = list;
  const again = await place.holdSweep('cafe');
  expect(again).not.toHaveProperty('holder');
  if (!('holder' in again)) await again.release();
});

describe('the journal of a sweep', () => {
  const sweep = 'cafe';
  const name = `files/journals/${sweep}.ndjson`;
  const line = (step: number) => `{"type":"metrics","sweep":"${sweep}","step":${step}}\n`;
  const lines = [1, 2, 3].map(line).join('');

  async function sent() {
    const objects = new MemoryObjects();
    const place = await openPlace(objects);
    const here = join(place.path, 'journals', `${sweep}.ndjson`);
    await mkdir(join(place.path, 'journals'), { recursive: true });
    await writeFile(here, lines);
    const execute = async () => {
      const held = await place.holdSweep(sweep);
      if (!('holder' in held)) await held.release();
    };
    await execute();
    const put = (content: string) => objects.write(name, inMemory(Buffer.from(content)));
    const there = () => Buffer.from(objects.objects.get(name)!.content).toString();
    const damages: string[] = [];
    onTestFinished(hearDamage((each) => damages.push(each)));
    const open = () => place.open({ mustExist: false });
    return { objects, here, execute, open, put, there, damages };
  }

  it('is taken with what another machine has added', async () => {
    const { here, open, put } = await sent();
    await put(lines + line(4));
    await open();
    expect(await readFile(here, 'utf8')).toBe(lines + line(4));
  });

  it('is taken where another machine has gone on without what only this one knew', async () => {
    const { here, open, put, damages } = await sent();
    await writeFile(here, lines + line(4));
    await put(lines + line(5));
    await open();
    expect(await readFile(here, 'utf8')).toBe(lines + line(5));
    expect(damages).toEqual([]);
  });

  it.each([
    ['zeros', '\0'.repeat(lines.length)],
    ['a line of another sweep', lines.replace(sweep, 'beef')],
    ['values without end', `${'['.repeat(100_000)}\n`],
    ['a string where an object should be', '"cafe"\nnull\n7\n'],
  ])('stays where there are %s instead, and takes its place', async (_, damaged) => {
    const { here, execute, open, put, there, damages } = await sent();
    await put(damaged);
    await open();
    await open();
    expect(await readFile(here, 'utf8')).toBe(lines);
    expect(await readFile(`${here}.damaged`, 'utf8')).toBe(damaged);
    expect(damages).toHaveLength(1);
    await execute();
    expect(there()).toBe(lines);
  });

  it.each([
    ['nothing', ''],
    ['its beginning', lines.slice(0, -20)],
  ])('stays where there is %s, and takes its place', async (_, less) => {
    const { here, execute, open, put, there } = await sent();
    await put(less);
    await open();
    expect(await readFile(here, 'utf8')).toBe(lines);
    await execute();
    expect(there()).toBe(lines);
  });

  it('is passed over by who looks, and ends who executes it, where it has no bounds', async () => {
    const { objects, here, execute, open, put, damages } = await sent();
    await put(`${lines}${' '.repeat(100)}`);
    const list = objects.list.bind(objects);
    objects.list = async (beginning) =>
      (await list(beginning)).map((found) => (found.name === name ? { ...found, bytes: 2 ** 40 } : found));
    const readNow = objects.readNow.bind(objects);
    objects.readNow = (asked, mostBytes) =>
      asked === name && mostBytes < 2 ** 40 ? Promise.resolve('too-large') : readNow(asked, mostBytes);
    await open();
    expect(await readFile(here, 'utf8')).toBe(lines);
    expect(damages).toEqual([`${name} of s3://memory has 1099511627776 bytes and is passed over`]);
    await expect(execute()).rejects.toThrow('THAW-BUCKET-TOO-LARGE');
  });

  it('may have no name that is none of a file', async () => {
    const { objects, open } = await sent();
    await objects.write(`files/journals/${'a'.repeat(300)}.ndjson`, inMemory(Buffer.from(lines)));
    await expect(open()).resolves.toBeUndefined();
  });
});

it('looks for claims among as many stages as there may be', async () => {
  const objects = new MemoryObjects();
  const old = { name: 'stages/train/f00d.json', bytes: 1, version: '', changedMs: 0 };
  const recent = { ...old, name: 'stages/train/cafe.json', changedMs: 120_000 };
  objects.list = () => Promise.resolve([...new Array<typeof old>(200_000).fill(old), recent]);
  expect(await claimsNow(objects, new StageStates(objects, () => {}))).toEqual({
    stages: [],
    sweeps: new Map(),
  });
  expect(objects.asked).toEqual(['read stages/train/cafe.json']);
});
