import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SmallImages } from './small-images.fixture.js';
import { thaw, type ThawOptions } from './thaw.fixture.js';

let images: SmallImages;
beforeAll(async () => {
  images = await SmallImages.create(['narrow', 'wide'], 8);
  await write('one', 'extends: small.yaml\nname: one\nsweep: { parameters: { head.dropout: [0, 0.5] } }\n');
  await write('three', 'extends: [small.yaml, gone.yaml]\nname: three\n');
  await write('two', 'extends: small.yaml\nname: two\nhead: { dropout: 0.5 }\n');
});
afterAll(() => images.remove());

const write = (name: string, text: string) => writeFile(join(images.folder, `${name}.yaml`), text);
const sweep = (args: readonly string[], options: ThawOptions = {}) =>
  thaw(['sweep', '--store', 'store', '--spec', '{one,t*}.yaml', ...args], { cwd: images.folder, ...options });

it('Several specs are swept in turn: what they share is computed once, one that is wrong ends no other, Ctrl-C ends all', async () => {
  const stopped = await sweep([], {
    onOutput: (text, interrupt) => text.includes('spec 2 of 3') && interrupt(),
  });
  expect(stopped.code).toBe(130);
  expect(stopped.stderr).toContain('interrupted in spec 2 of 3: three.yaml; run the same command to go on');
  expect(stopped.stderr).toContain('in all 3 specs: 1 finished; 2 runs; 6 stages computed, 0 reused');

  const rest = await sweep(['--json']);
  expect(rest.code).toBe(1);
  const events = rest.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; spec?: string });
  expect(events.slice(0, -1).filter(({ spec }) => spec === undefined)).toEqual([]);
  expect(events.filter(({ type }) => type === 'sweep-ended')).toMatchObject([
    { spec: 'one.yaml', status: 'finished', computed: 0 },
    { spec: 'two.yaml', status: 'finished', computed: 0 },
  ]);
  expect(events.filter(({ type }) => type === 'error')).toMatchObject([
    { spec: 'three.yaml', code: 'THAW-SPEC-NO-BASE', place: { line: 1, column: 23 } },
  ]);
  expect(events.at(-1)).toMatchObject({
    ...{ type: 'sweeps-ended', specs: 3, runs: 2, sharedRuns: 1, computed: 0 },
    outcomes: { finished: 2, failed: 0, interrupted: 0, refused: 1 },
  });

  const told = await sweep([]);
  expect(told.stdout.match(/^rank /gm)).toHaveLength(2);
  expect(told.stderr).toMatch(/three\.yaml is refused:\n.*three\.yaml:1:23 THAW-SPEC-NO-BASE/);
});
