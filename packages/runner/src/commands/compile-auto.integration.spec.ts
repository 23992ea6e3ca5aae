import { cacheFolder } from '@thaw/execution/environment';
import { tryLock } from '@thaw/locks';
import { journalLock, journalPath, type RunRecord } from '@thaw/tracker';
import { mkdir, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SweepPlan } from '../api/results.js';
import { AcmeProject, residualNetwork } from '../backbone-packages/acme-project.fixture.js';
import { emoji, thaw } from './thaw.fixture.js';

const spec = `
name: measured
data: { root: ${emoji.root}, manifest: ${emoji.manifest}, split: { validation: 0.2 } }
backbone: { name: ./residual.mjs, weights: random, imageSize: 32 }
batchSize: 64
precision: auto
compile: auto
phases: [{ name: extract, epochs: 1 }]
tracking: { model: none }
`;

let project: AcmeProject;
let cache: string;
beforeAll(async () => {
  project = await AcmeProject.create();
  await project.write('residual.mjs', residualNetwork);
  await project.write('measured.yaml', spec);
  // What this machine has decided before is another test's.
  cache = join(project.folder, 'cache');
  await mkdir(cache);
  await symlink(join(cacheFolder(process.env), 'tensorflow'), join(cache, 'tensorflow'));
});
afterAll(() => rm(project.folder, { recursive: true }));

const run = (command: string, ...args: readonly string[]) =>
  thaw([command, '--store', 'store', ...args], { cwd: project.folder, env: { THAW_CACHE: cache } });

it('precision: auto and compile: auto are decided together by what the sweep computes, once', async () => {
  const measured = ['--spec', 'measured.yaml'];
  expect((await run('plan', ...measured)).stdout).toContain(
    'precision: auto and compile: auto are not decided here for residual.mjs at 32 px, and planned as float32 and off',
  );
  const first = await run('sweep', ...measured);
  expect(first.code, first.stderr).toBe(0);
  const said =
    /precision: auto and compile: auto are (\w+) and (\w+) for residual\.mjs at 32 px: .* s against .*, by steps measured/;
  expect(first.stderr).toMatch(said);
  const [line, precision, compile] = said.exec(first.stderr)!;
  const plan = JSON.parse((await run('plan', ...measured, '--json')).stdout) as SweepPlan;
  expect(plan.measured).toMatchObject([
    { settings: ['precision', 'compile'], taken: { values: { precision, compile } } },
  ]);
  const seconds = plan.measured![0]!.taken!.candidates.map((each) => each.seconds);
  expect([seconds.length, seconds.every((each) => each > 0)]).toEqual([4, true]);
  expect(plan.runs).toMatchObject([{ precision, compile }]);

  const again = await run('sweep', ...measured);
  expect(again.stderr).not.toContain('by steps measured');
  expect(again.stderr).toContain('nothing to compute');

  const [record] = JSON.parse((await run('runs', '--json')).stdout) as [RunRecord];
  expect(record.params).toMatchObject({ 'precision.auto': 'measured', 'compile.auto': 'measured' });
  expect((await run('explain', record.id)).stdout).toContain(line);

  // Who executes the sweep computes by the answer that is kept.
  const answers = join(cache, 'calibration', 'taken');
  const kept = async () => readFile(join(answers, (await readdir(answers))[0]!), 'utf8');
  const before = await kept();
  const journal = journalPath(join(project.folder, 'store', 'journals'), plan.sweep);
  const attempt = await tryLock(journalLock(journal), 'the sweep');
  if (!('lock' in attempt)) throw new Error('nobody else executes it');
  expect((await run('sweep', ...measured, '--recalibrate')).stderr).toContain('THAW-RUN-BUSY');
  expect(await kept()).toBe(before);
  await attempt.lock.release();
}, 120_000);
