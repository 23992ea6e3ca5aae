import { shortHash } from '@thaw/core';
import { openJournal } from '@thaw/tracker';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { flattenConfig } from '../sweep/flatten.js';
import { readSpec } from '../sweep/read-spec.js';
import { thaw } from './thaw.fixture.js';

let folder: string;
/** The run of `b.yaml`, as a sweep has journaled it. */
let run: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-diff-'));
  await writeFile(
    join(folder, 'a.yaml'),
    `name: a
data: images
backbone: { name: mobilenetv2, weights: random, imageSize: 32 }
phases: [{ name: extract, epochs: 2 }, { name: fine-tune, trainable: all, epochs: 1 }]
sweep: { parameters: { head.dropout: [0, 0.5] } }
`,
  );
  await writeFile(
    join(folder, 'b.yaml'),
    'extends: a.yaml\nname: b\nphases: { extract: { epochs: 3 } }\nsweep: null\nhead: { dropout: 0.5 }\n',
  );
  run = await journaled(join(folder, 'b.yaml'));
});
afterAll(() => rm(folder, { recursive: true }));

async function journaled(file: string): Promise<string> {
  const { runs, sweepId: sweep, name, objective } = await readSpec(file);
  const [{ id, config }] = runs as [(typeof runs)[0]];
  const journal = await openJournal({ folder: join(folder, '.thaw/journals'), sweep });
  const at = { timeMs: 1, sweep };
  await journal.record({
    type: 'sweep-started',
    ...at,
    name,
    experiment: name,
    runs: [id],
    objective,
    tags: {},
  });
  await journal.record({
    type: 'run-started',
    ...at,
    run: id,
    name,
    params: flattenConfig(config),
    tags: {},
  });
  const content = { content: stringify(config), encoding: 'utf8' } as const;
  await journal.record({ type: 'artifact', ...at, run: id, path: 'config.yaml', ...content });
  await journal.record({ type: 'run-ended', ...at, run: id, status: 'finished' });
  await journal.close();
  return id;
}

const diff = (...args: string[]) => thaw(['diff', ...args], { cwd: folder });

describe('thaw diff', () => {
  it('shows in which settings two specs differ, and where each value is from', async () => {
    const { code, stdout } = await diff('a.yaml', 'b.yaml');
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "setting                        a.yaml        from         b.yaml  from
      name                           a             a.yaml:1:7   b       b.yaml:2:7
      phases.extract.epochs          2             a.yaml:4:35  3       b.yaml:3:30
      sweep.method                   grid          default      –
      sweep.objective.metric         val_accuracy  default      –
      sweep.objective.goal           maximize      default      –
      sweep.parameters.head.dropout  [0,0.5]       a.yaml:5:38  –
      tracking.experiment            a             default      b       default
      head.dropout                   –                          0.5     b.yaml:5:18
      "
    `);
    expect((await diff('a.yaml', 'b.yaml', '--exit-code')).code).toBe(1);
  });

  it('says the same for programs, with nothing for what one side does not have', async () => {
    expect(JSON.parse((await diff('a.yaml', 'b.yaml', '--json')).stdout)).toMatchObject({
      name: { a: { value: 'a', from: 'a.yaml:1:7' }, b: { value: 'b', from: 'b.yaml:2:7' } },
      'phases.extract.epochs': { a: { value: 2, from: 'a.yaml:4:35' }, b: { value: 3, from: 'b.yaml:3:30' } },
      'head.dropout': { a: null, b: { value: 0.5, from: 'b.yaml:5:18' } },
    });
  });

  it('finds nothing where nothing differs, however it is written', async () => {
    await writeFile(join(folder, 'c.yaml'), 'extends: b.yaml\nseed: 42\n');
    const { code, stdout } = await diff('b.yaml', 'c.yaml', '--exit-code');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'b.yaml and c.yaml say the same.\n' });
  });

  it('compares a spec with a run of the store, by what runs have', async () => {
    expect((await diff('b.yaml', run)).stdout).toBe(`b.yaml and ${run} say the same.\n`);
    expect(JSON.parse((await diff(run.slice(0, 6), 'a.yaml', '--json')).stdout)).toEqual({
      'phases.extract.epochs': { a: { value: 3, from: `run ${run}` }, b: { value: 2, from: 'a.yaml:4:35' } },
      'head.dropout': {
        a: { value: 0.5, from: `run ${run}` },
        b: { value: [0, 0.5], from: 'a.yaml:5:38' },
      },
    });
  });

  it('needs two that there are', async () => {
    expect((await diff('a.yaml')).stderr).toContain('a difference is between two specs');
    expect((await diff('a.yaml', 'gone.yaml')).stderr).toContain('THAW-SPEC-NO-FILE');
    expect((await diff('a.yaml', 'ffff')).stderr).toContain('THAW-RUN-UNKNOWN');
    expect((await diff('a.yaml', shortHash('x'), '--store', 'none')).stderr).toContain('THAW-STORE-MISSING');
  });
});
