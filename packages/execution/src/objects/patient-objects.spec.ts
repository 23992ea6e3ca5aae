import { ThawError } from '@thaw/core';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { bucketProblem } from './bucket-problem.js';
import { inMemory } from './in-memory.js';
import { MemoryObjects } from './memory-objects.fixture.js';
import { PatientObjects, type WaitOptions } from './patient-objects.js';

const { signal: never } = new AbortController();
const away = { code: 'THAW-BUCKET-UNREACHABLE' };

/** A server with one object. */
async function served(options: Partial<WaitOptions> = {}) {
  const server = new MemoryObjects();
  await server.write('a', inMemory(Uint8Array.of(7)));
  const notices: string[] = [];
  const onNotice = (line: string) => notices.push(line);
  const waiting = { mostMs: 60_000, isKnown: true, signal: () => never, onNotice, ...options };
  const asked = (name: string) => server.asked.filter((each) => each === name).length;
  return { server, notices, asked, objects: new PatientObjects(server, waiting) };
}

it('All who ask wait for one probe at a time, and are answered when the server is back', async () => {
  const { server, objects, asked, notices } = await served();
  server.isAway = true;
  const reading = Promise.all(Array.from({ length: 20 }, () => objects.read('a', 1)));
  await sleep(300);
  expect(asked('read a')).toBe(20);
  // Who comes later does not try first.
  const later = objects.list('a');
  server.isAway = false;
  expect(await reading).toEqual(Array(20).fill(Uint8Array.of(7)));
  expect(await later).toHaveLength(1);
  expect([asked('read a'), asked('list a')]).toEqual([40, 1]);
  expect(asked('size store.json')).toBeLessThan(4);
  // It was nothing to speak of.
  expect(notices).toEqual([]);
});

it('They are told when it was waited for long enough, and whoever comes then without being asked', async () => {
  const { server, objects } = await served({ mostMs: 100 });
  server.isAway = true;
  const found = expect.stringMatching(/^ECONNREFUSED, and no answer since \d\d:\d\d:\d\d$/);
  const problems = [{ ...away, found, remedy: expect.stringContaining('the same command goes on') }];
  await expect(objects.read('a', 1)).rejects.toMatchObject({ problems });
  const before = server.asked.length;
  await expect(objects.remove('a')).rejects.toMatchObject({ problems });
  expect(server.asked).toHaveLength(before);
});

it('Waiting ends at once where nobody wants it any more', async () => {
  const stop = new AbortController();
  const { server, objects } = await served({ signal: () => stop.signal });
  server.isAway = true;
  const reading = objects.read('a', 1);
  await sleep(20);
  stop.abort(new Error('Ctrl-C'));
  await expect(reading).rejects.toThrow('Ctrl-C');
  const before = server.asked.length;
  await expect(objects.remove('a')).rejects.toMatchObject({ problems: [away] });
  expect(server.asked).toHaveLength(before);
});

it('A worker that was told to break off a task waits again with the next', async () => {
  let stop = new AbortController();
  const { server, objects } = await served({ signal: () => stop.signal });
  server.isAway = true;
  stop.abort(new Error('another task'));
  await expect(objects.read('a', 1)).rejects.toMatchObject({ problems: [away] });
  stop = new AbortController();
  const reading = objects.read('a', 1);
  server.isAway = false;
  expect(await reading).toEqual(Uint8Array.of(7));
});

it('A server that was never seen to answer may be another than was meant', async () => {
  const { server, objects } = await served({ isKnown: false });
  server.isAway = true;
  await expect(objects.read('a', 1)).rejects.toMatchObject({ problems: [away] });
  expect(server.asked.at(-1)).toBe('read a');
});

it.each([
  [{ name: 'SlowDown', $metadata: { httpStatusCode: 503 } }, true],
  [{ code: 'ENOTFOUND' }, true],
  [{ name: 'InvalidArgument', $metadata: { httpStatusCode: 400 } }, false],
  [{ name: 'SyntaxError', $metadata: { httpStatusCode: 200 } }, false],
  [{ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }, false],
])('What the server answers is %j: it is asked again: %s', async (error, isAskedAgain) => {
  const { server, objects } = await served();
  let failures = 0;
  server.read = async () => {
    if (failures++ === 0) throw new ThawError(bucketProblem(error, server));
    return Uint8Array.of(7);
  };
  const reading = objects.read('a', 1);
  await (isAskedAgain ? expect(reading).resolves.toHaveLength(1) : expect(reading).rejects.toThrow('THAW-'));
});
