import type { RunRecord } from '@thaw/tracker';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Explanation } from '../explain/explain-run.js';
import type { StoreUsage } from '../usage/store-usage.js';
import { emoji, thaw } from './thaw.fixture.js';

const spec = `
data: { root: ${emoji.root}, manifest: ${emoji.manifest}, split: { validation: 0.2 } }
backbone: { name: efficientnet-lite0, imageSize: 48 }
phases: [{ name: extract, epochs: 2 }]
`;
/** Three sweeps on one store; the second shares index and features with the first, the third the index alone. */
const sweeps = {
  first: 'head.dropout: [0, 0.5]',
  second: 'seed: [7]',
  third: 'backbone.imageSize: [32, 40]',
};
type Name = keyof typeof sweeps;

let folder: string;
let store: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-space-'));
  store = join(folder, 'store');
  for (const [name, parameters] of Object.entries(sweeps)) {
    const text = `name: ${name}\n${spec}sweep: { parameters: { ${parameters} } }\n`;
    await writeFile(join(folder, `${name}.yaml`), text);
    const { code, stderr } = await sweep(name as Name);
    expect(code, stderr).toBe(0);
  }
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

const sweep = (name: Name, ...args: string[]) =>
  thaw(['sweep', '--spec', join(folder, `${name}.yaml`), '--store', store, ...args]);
const json = async (...args: string[]) =>
  JSON.parse((await thaw([...args, '--json', '--store', store])).stdout) as unknown;
const usage = () => json('store') as Promise<StoreUsage>;
const runs = () => json('runs') as Promise<RunRecord[]>;
const runOf = async (name: Name) => {
  const { sweeps: all } = await usage();
  const { id } = all.find((each) => each.name === name)!;
  return (await runs()).find((run) => run.sweep === id)!;
};
const explain = (run: string) => json('explain', run) as Promise<Explanation>;

describe('thaw store', () => {
  it('shows what each sweep alone takes by kind, and what several share', async () => {
    const { sweeps: all, shared, unused, stages } = await usage();
    expect(all.map(({ name, runs: count }) => [name, count]).toSorted()).toEqual([
      ['first', 2],
      ['second', 1],
      ['third', 2],
    ]);
    const own = Object.fromEntries(all.map(({ name, bytes }) => [name, bytes]));
    expect(own['first']!.features).toBe(0);
    expect(own['first']!.train).toBeGreaterThan(own['second']!.train);
    expect(own['third']!.features).toBeGreaterThan(0);
    expect(shared.dataset).toBeGreaterThan(0);
    expect(shared.features).toBeGreaterThan(0);
    expect(Object.values(unused).every((bytes) => bytes === 0)).toBe(true);
    expect(stages.find(({ kind }) => kind === 'dataset')!.sweeps).toHaveLength(3);
  });

  it('counts every byte of the store once', async () => {
    const { total, sweeps: all, shared, unused, loose, journals, damaged, mlflow, other } = await usage();
    const parts = [...all.map(({ bytes }) => bytes), shared, unused].flatMap((bytes) => Object.values(bytes));
    const sum = [...parts, loose, journals, damaged, mlflow, other].reduce((a, b) => a + b, 0);
    expect(sum).toBe(total);
    const files = await readdir(store, { recursive: true, withFileTypes: true });
    const sizes = files.filter((file) => file.isFile()).map((file) => stat(join(file.parentPath, file.name)));
    expect(total).toBe((await Promise.all(sizes)).reduce((bytes, { size }) => bytes + size, 0));
  });

  it('prints it as a table', async () => {
    const { stdout } = await thaw(['store', '--store', store]);
    expect(stdout).toMatch(/takes \d+\.\d [kM]B\n/);
    expect(stdout).toMatch(/first +[0-9a-f]{12} .* ago\n/);
    expect(stdout).toMatch(/shared by several sweeps/);
    expect(stdout).toMatch(/besides: journals/);
  });

  it('does not take looking for using', async () => {
    const before = (await usage()).stages;
    await explain((await runs())[0]!.id);
    await thaw(['store', 'prune', '--dry-run', '--store', store]);
    expect((await usage()).stages).toEqual(before);
  });

  it('refuses what it does not understand', async () => {
    const { code, stderr } = await thaw(['store', 'prune', '--cache-limit', 'much', '--store', store]);
    expect(code).toBe(2);
    expect(stderr).toContain('a size such as 20GB or 500MiB');
  });
});

describe('thaw explain', () => {
  it('tells of every stage its inputs, hashes, weights, versions, machine and time', async () => {
    const { id } = await runOf('first');
    const { stages, config, sweep: of } = await explain(id.slice(0, 8));
    expect(of.name).toBe('first');
    expect(config).toMatchObject({ backbone: { name: 'efficientnet-lite0', imageSize: 48 } });
    expect(stages.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      'dataset computed',
      'features computed',
      'train computed',
      'evaluate computed',
    ]);
    for (const [index, { key, provenance, blobs }] of stages.entries()) {
      expect(provenance).toMatchObject({ key, version: 1 });
      const earlier = stages.slice(0, index).map((stage) => stage.key);
      expect(earlier).toEqual(expect.arrayContaining([...provenance!.parents]));
      const { seconds, thaw: version, machine, peakMemoryBytes } = provenance!.computations[0]!;
      expect(seconds).toBeGreaterThanOrEqual(0);
      expect(version).toMatch(/^\d+\.\d+\.\d+/);
      expect(machine).toMatchObject({ node: process.version });
      expect(peakMemoryBytes).toBeGreaterThan(50e6);
      expect(blobs.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true);
    }
    expect(stages[1]!.provenance!.weights).toMatchObject({
      identity: 'imagenet:579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db',
      published: { licence: 'Apache-2.0' },
    });
    expect(stages[1]!.provenance!.computations[0]!.engine).toMatchObject({ backend: 'tensorflow' });
  });

  it('tells which sweep has computed what a run has reused', async () => {
    const [first, second] = [await runOf('first'), await runOf('second')];
    const features = (await explain(second.id)).stages[1]!;
    expect(features).toMatchObject({ status: 'reused', computedBy: { sweep: first.sweep, run: first.id } });
    const { stdout } = await thaw(['explain', second.id, '--store', store]);
    expect(stdout).toContain(`reused; computed by sweep ${first.sweep}, for run ${first.id}`);
    expect(stdout).toContain('Licence: Apache-2.0.');
  });

  it('writes the run as a spec of its own, which computes nothing that is stored', async () => {
    const { id } = await runOf('first');
    const out = join(folder, 'one.yaml');
    await thaw(['explain', '--run', id, '--out', out, '--store', store]);
    expect(parse(await readFile(out, 'utf8'))).toMatchObject({ name: `first-${id}`, head: { dropout: 0 } });
    const { stderr } = await thaw(['sweep', '--spec', out, '--store', store]);
    expect(stderr).toContain('nothing computed, 4 stages reused');
  });

  it.each([
    ['a slip', (id: string) => `${id.slice(0, 11)}x`, 'THAW-RUN-UNKNOWN', /did you mean `[0-9a-f]{12}`/],
    ['another id altogether', () => 'nothing', 'THAW-RUN-UNKNOWN', /`npx thaw runs` lists/],
    ['nothing that tells runs apart', () => '', 'THAW-CLI-BAD-VALUE', /--run/],
  ])('refuses %s', async (_, wanted, problem, remedy) => {
    const { id } = await runOf('first');
    const { code, stderr } = await thaw(['explain', wanted(id), '--store', store]);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(problem);
    expect(stderr).toMatch(remedy);
  });
});

describe('a cache limit', () => {
  const featuresOf = async (name: Name) => (await explain((await runOf(name)).id)).stages[1]!;

  it('evicts features; results stay, and a sweep that has them all computes nothing', async () => {
    const before = await runs();
    const { blobs } = await featuresOf('first');
    const { stdout } = await thaw(['store', 'prune', '--cache-limit', '0', '--store', store]);
    expect(stdout).toMatch(/features +\S+ kB +features [0-9a-f]{12}/);
    expect(stdout).toMatch(/freed; every result is kept/);
    // Which images could not be read stays known, as every use asks for it, and in which batches they were computed.
    const left = await featuresOf('first');
    expect(left.blobs.map(({ name }) => name).toSorted()).toEqual([
      expect.stringMatching(/^[0-9a-f]{16}\.json$/),
      'features.json',
    ]);
    expect(left).toMatchObject({
      provenance: { kind: 'features' },
    });
    for (const name of ['first', 'third'] as const)
      expect((await sweep(name)).stderr).toMatch(/nothing computed, \d+ stages reused/);
    expect((await runs()).map(({ history }) => history)).toEqual(before.map(({ history }) => history));

    expect((await sweep('first', '--set', 'sweep.parameters={ head.dropout: [0, 0.25] }')).code).toBe(0);
    const again = await featuresOf('first');
    const byName = (list: typeof blobs) => list.toSorted((a, b) => a.name.localeCompare(b.name));
    expect(byName(again.blobs)).toEqual(byName(blobs));
    expect(again.provenance!.computations).toHaveLength(2);
  });

  it('holds during a sweep, which evicts nothing that it still needs', async () => {
    const seeds = ['--set', 'sweep.parameters={ backbone.imageSize: [32, 40], seed: [2, 3] }'];
    const { code, stderr } = await sweep('third', ...seeds, '--cache-limit', '1kB');
    expect(code, stderr).toBe(0);
    // Once for each size: what the second run of it needs was not evicted after the first.
    expect(stderr.match(/features of efficientnet-lite0 {2}240 of 240/g)).toHaveLength(2);
    const features = (await usage()).stages.filter(({ kind }) => kind === 'features');
    // The names of their rows are most of what is left; features take 5 kB an image.
    expect(Math.max(...features.map(({ bytes }) => bytes))).toBeLessThan(240 * 100);
  });
});
