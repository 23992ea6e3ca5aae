import { DatasetFixture } from '@thaw/execution/fixtures';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { thaw } from './thaw.fixture.js';

let dataset: DatasetFixture;
beforeAll(async () => {
  dataset = await DatasetFixture.create();
  await dataset.images('a/0.png', 'a/1.png', 'b/0.png', 'b/1.png');
  await mkdir(join(dataset.folder, 'specs'));
  await write('base', base);
  await write('one', 'extends: base.yaml\nname: one\nsweep: { parameters: { head.dropout: [0, 0.5] } }\n');
  await write('two', 'extends: base.yaml\nname: two\nhead: { dropout: 0.5 }\n');
});
afterAll(() => dataset.remove());

const base = `data: ../images
backbone: { name: mobilenetv2, weights: random, imageSize: 32 }
phases: [{ name: head, epochs: 1 }]
`;

const write = (name: string, text: string) => writeFile(join(dataset.folder, 'specs', `${name}.yaml`), text);

async function run(...args: string[]) {
  const store = ['--store', join(dataset.folder, 'store')];
  const env = { THAW_CACHE: join(dataset.folder, 'cache') };
  const result = await thaw([...args, ...store], { cwd: dataset.folder, env });
  const lines = result.stdout.trim().split('\n');
  return { ...result, said: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('several specs', () => {
  it('are named one by one or by a glob, which passes over what has no name', async () => {
    const named = await run('validate', '--spec', 'specs/one.yaml', '--spec', 'specs/two.yaml');
    expect(named).toMatchObject({
      code: 0,
      stdout: 'specs/one.yaml: one is valid: 2 runs\nspecs/two.yaml: two is valid: 1 run\n',
    });
    const found = await run('validate', 'specs/*.yaml');
    expect(found.stdout).toBe(named.stdout);
    expect(found.stderr).toBe('without a name, and so passed over: specs/base.yaml\n');
    expect((await run('validate', 'specs/*.yaml', 'specs/one.yaml', '--json')).said()).toEqual([
      {
        valid: [
          { spec: 'specs/one.yaml', name: 'one', runs: 2, warnings: [] },
          { spec: 'specs/two.yaml', name: 'two', runs: 1, warnings: [] },
        ],
      },
    ]);
    expect((await run('validate', 'specs/two.yaml', '--json')).said()).toEqual([
      { name: 'two', runs: 1, warnings: [] },
    ]);
  });

  it('are some: a glob that finds none is refused', async () => {
    expect(await run('validate', 'spec/*.yaml', '--json')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('THAW-SPEC-NO-FILE'),
    });
    expect((await run('validate', 'specs/b*.yaml')).stderr).toContain(
      '1 without a name, which are no experiments',
    );
    expect((await run('validate')).code).toBe(2);
  });

  it('are all checked, and a mistake that they share is told once', async () => {
    await write('base', base.replace('epochs: 1', 'epochs: 0'));
    await write('three', 'extends: base.yaml\nname: three\nphases: { head: { epochs: 2 } }\n');
    await write('two', 'extends: base.yaml\nname: two\nhead: { dropout: 2 }\n');
    const { code, stdout, stderr } = await run('validate', 'specs/*.yaml');
    expect(code).toBe(1);
    expect(stdout).toBe('specs/three.yaml: three is valid: 1 run\n');
    expect(stderr.match(/base\.yaml:3:32 THAW-SPEC-WRONG-VALUE/g)).toHaveLength(1);
    expect(stderr).toContain('two.yaml:3:18 THAW-SPEC-WRONG-VALUE');
    await write('two', 'extends: base.yaml\nname: two\nhead: { dropout: 0.5 }\n');
    const again = await run('validate', 'specs/*.yaml', '--json');
    expect(again.said()).toMatchObject([
      { type: 'error', spec: 'specs/one.yaml', place: { line: 3, extendedBy: [{ line: 1, column: 10 }] } },
      { valid: [{ spec: 'specs/three.yaml' }] },
    ]);
    await write('base', base);
  });

  it('are planned with what they share counted once', async () => {
    const { code, stdout } = await run('plan', 'specs/one.yaml', 'specs/two.yaml');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^spec 1 of 2: specs\/one\.yaml\n\none: 2 runs in /);
    expect(stdout).toMatch(/\n\nspec 2 of 2: specs\/two\.yaml\n\ntwo: 1 run in /);
    expect(stdout.trim().split('\n').at(-1)).toBe(
      'in all 2 specs: 2 runs (1 asked for more than once), in 6 stages (4 shared by specs and counted once), 6 to compute',
    );
    const [planned] = (await run('plan', 'specs/one.yaml', 'specs/two.yaml', '--json')).said() as [
      { plans: { spec: string; stages: object[]; estimate: { flops: number } }[]; total: object },
    ];
    expect(planned.plans.map(({ spec }) => spec)).toEqual(['specs/one.yaml', 'specs/two.yaml']);
    expect(planned.total).toMatchObject({
      ...{ specs: 2, runs: 2, sharedRuns: 1, stages: 6, sharedStages: 4, toCompute: 6 },
      estimate: { flops: planned.plans[0]!.estimate.flops },
    });
  });

  it('of which one has yet to choose among networks are counted as what they come to at most', async () => {
    await write(
      'most',
      'extends: base.yaml\nname: most\nbackbone: { name: { screen: [mobilenetv2, xception], keep: 1 }, imageSize: 96 }\n',
    );
    const specs = ['specs/one.yaml', 'specs/most.yaml'];
    const { stdout } = await run('plan', ...specs);
    expect(stdout).toContain('most: at most 1 of 2 runs in ');
    expect(stdout).toMatch(/\nin all 2 specs: at most 3 runs, in 11 stages, 11 to compute\n$/);
    const [{ total }] = (await run('plan', ...specs, '--json')).said() as [{ total: object }];
    expect(total).toMatchObject({ specs: 2, screened: 1, runs: 3, sharedRuns: 0 });
  });

  it('of which one is wrong are planned but for that', async () => {
    const { code, stdout, stderr } = await run('plan', 'specs/one.yaml', 'specs/gone.yaml');
    expect(code).toBe(1);
    expect(stderr).toContain('THAW-SPEC-NO-FILE');
    expect(stdout).toContain('in all 1 spec: 2 runs');
  });
});
