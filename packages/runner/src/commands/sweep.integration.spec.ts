import type { RunRecord } from '@thaw/tracker';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SweepEvent } from '../events/sweep-event.js';
import { emoji, thaw, type ThawOptions, type ThawResult } from './thaw.fixture.js';

/** A real network with real weights, small enough for a test: EfficientNet-Lite0 at 64 pixels. */
const spec = `
name: small
data: { root: ${emoji.root}, manifest: ${emoji.manifest}, split: { validation: 0.2, test: 0.1 } }
backbone: { name: efficientnet-lite0, imageSize: 64 }
phases:
  - name: extract
    epochs: 3
  - name: fine-tune
    trainable: { from: block7a_expand_conv }
    epochs: 2
    optimizer: { learningRate: 1e-4 }
tracking: { model: none }
`;
const sweepOf = (parameters: string) => `${spec}sweep:\n  parameters: { ${parameters} }\n`;

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'thaw-sweep-'))));
afterAll(() => rm(folder, { recursive: true }));

/** Writes a spec and runs a command on it in a store of the test's own. */
async function run(
  name: string,
  text: string,
  command: string,
  args: readonly string[] = [],
  options?: ThawOptions,
) {
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, text);
  return thaw([command, '--spec', file, '--store', join(folder, name), ...args], options);
}
const events = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SweepEvent);
const runsOf = async (name: string) => {
  const { stdout } = await thaw(['runs', '--json', '--store', join(folder, name)]);
  return JSON.parse(stdout) as RunRecord[];
};
/** The text of every journal of a store. */
async function journalOf(name: string): Promise<readonly string[]> {
  const journals = join(folder, name, 'journals');
  const files = (await readdir(journals)).filter((file) => file.endsWith('.ndjson'));
  return Promise.all(files.map((file) => readFile(join(journals, file), 'utf8')));
}
const trained = (history: RunRecord['history']) => {
  const { epoch_seconds: _, images_per_second: _speed, ...metrics } = history;
  return metrics;
};

describe('a sweep over two rates', () => {
  const text = sweepOf('phases.fine-tune.optimizer.learningRate: [1e-4, 1e-5]');
  let first: ThawResult;
  let records: readonly RunRecord[];
  beforeAll(async () => {
    first = await run('twice', text, 'sweep', ['--json']);
    records = await runsOf('twice');
  });

  it('trains every run, shares what is equal, and computes nothing the second time', async () => {
    expect(first.code, first.stderr).toBe(0);
    const all = events(first.stdout);
    expect(all.at(-1)).toMatchObject({ type: 'sweep-ended', status: 'finished', runs: { finished: 2 } });
    // Index, features at both cuts and the first phase are shared.
    expect(all.at(-1)).toMatchObject({ computed: 8, reused: 0 });

    const [one, two] = records;
    expect(one!.history['loss']).toHaveLength(5);
    expect(one!.history['loss']!.slice(0, 3)).toEqual(two!.history['loss']!.slice(0, 3));
    expect(one!.history['loss']!.slice(3)).not.toEqual(two!.history['loss']!.slice(3));
    expect(one!.metrics).toHaveProperty('test_accuracy');
    expect(one!.params).toMatchObject({ 'phases.fine-tune.optimizer.learningRate': 1e-4 });
    const statuses = (record: RunRecord) => record.stages.map(({ kind, status }) => `${kind} ${status}`);
    expect(statuses(one!)).toEqual([
      'dataset computed',
      'features computed',
      'train computed',
      'features computed',
      'train computed',
      'evaluate computed',
    ]);
    expect(statuses(two!).filter((status) => status.endsWith('computed'))).toEqual([
      'train computed',
      'evaluate computed',
    ]);

    const second = await run('twice', text, 'sweep');
    expect(second.code).toBe(0);
    expect(second.stderr).toContain('nothing computed, 8 stages reused');
    expect(second.stderr).not.toContain('backend');
    const again = await runsOf('twice');
    expect(again.map(({ history }) => history)).toEqual([one, two].map((record) => record!.history));
    expect(again.every(({ stages }) => stages.every(({ status }) => status === 'reused'))).toBe(true);
  });

  it('learns: real images and real weights beat chance by far', async () => {
    const { metrics } = records[0]!;
    // Six classes, equally many images of each.
    expect(metrics['val_accuracy']).toBeGreaterThan(2 / 6);
  });

  it('prints a ranking with what sets the runs apart', async () => {
    const before = await journalOf('twice');
    const { stdout } = await run('twice', text, 'sweep');
    // Its journal says already that all of it was there.
    expect(await journalOf('twice')).toEqual(before);
    expect(stdout).toMatch(/rank +run +fine-tune.learningRate +val_loss +val_accuracy/);
    expect(stdout).toMatch(/\n +1 +[0-9a-f]{12} /);
  });
});

describe('a sweep with a run that diverges', () => {
  const text = sweepOf('phases.extract.optimizer.learningRate: [1e30, 1e-3]');
  let first: ThawResult;
  let records: readonly RunRecord[];
  beforeAll(async () => {
    first = await run('nan', text, 'sweep');
    records = await runsOf('nan');
  });

  it('goes on after it, and says so by its exit code', () => {
    expect(first.code).toBe(1);
    expect(first.stderr).toContain('THAW-RUN-DIVERGED');
    expect(first.stderr).toContain('1 finished, 1 failed');
    const [diverged, fine] = records;
    expect(diverged).toMatchObject({ status: 'failed' });
    expect(diverged!.reason).toMatch(/step \d+ of epoch \d+/);
    expect(fine).toMatchObject({ status: 'finished' });
  });

  it('executes only what failed when it is asked to', async () => {
    const { code, stderr } = await run('nan', text, 'sweep', ['--retry-failed']);
    expect(code).toBe(1);
    expect(stderr).toContain('small: 1 run,');
    expect(stderr).toContain('1 failed');
    expect(stderr).not.toContain('finished');
  });
});

describe('a sweep', () => {
  it('ends cleanly with Ctrl-C, goes on with the same command, and comes to the same result', async () => {
    const longer = spec.replace('epochs: 2', 'epochs: 6');
    const interrupted = await run('stopped', longer, 'sweep', [], {
      onOutput: (text, interrupt) => text.includes('fine-tune 2/6') && interrupt(),
    });
    expect(interrupted.code).toBe(130);
    expect(interrupted.stderr).toContain('run the same command to go on');
    expect(interrupted.stderr).not.toContain('defect');
    expect((await runsOf('stopped'))[0]).toMatchObject({ status: 'interrupted' });

    const resumed = await run('stopped', longer, 'sweep');
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).not.toContain('fine-tune 1/6');
    const undisturbed = await run('undisturbed', longer, 'sweep');
    expect(undisturbed.code).toBe(0);
    const [[one], [other]] = await Promise.all([runsOf('stopped'), runsOf('undisturbed')]);
    expect(trained(one!.history)).toEqual(trained(other!.history));
  });

  it('lists images that cannot be read, leaves them out, and refuses when there are too many', async () => {
    const rows = (await readFile(emoji.manifest, 'utf8')).trim().split('\n').slice(0, 100);
    await writeFile(join(folder, 'broken.png'), 'not an image');
    const manifest = join(folder, 'broken.csv');
    const broken = relative(emoji.root, join(folder, 'broken.png'));
    await writeFile(manifest, [...rows, `${broken},${rows[1]!.split(',')[1]}`].join('\n'));
    const text = spec
      .replace(emoji.manifest, manifest)
      .replace('test: 0.1 }', 'test: 0.1 }, maxUnreadable: 0');
    const refused = await run('unreadable', text, 'sweep');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('THAW-DATA-UNREADABLE');
    expect(refused.stderr).toContain('broken.png');
    const allowed = await run('unreadable', text, 'sweep', ['--set', 'data.maxUnreadable=0.02']);
    expect(allowed.code, allowed.stderr).toBe(0);
    expect(allowed.stderr).toMatch(/1 of 100 images cannot be read and are left out:\n.*broken\.png/);
  });

  it('augments live or in stored variants', async () => {
    const augment = (variants: string) =>
      spec.replace('test: 0.1 }', `test: 0.1 }, augment: { flip: horizontal, rotate: 10${variants} }`);
    const stored = await run('variants', augment(', variants: 2'), 'sweep');
    expect(stored.code, stored.stderr).toBe(0);
    expect(stored.stderr).toContain('augmented features');
    const live = await run(
      'live',
      augment('').replace('epochs: 3', 'epochs: 1').replace('epochs: 2', 'epochs: 1'),
      'sweep',
    );
    expect(live.code, live.stderr).toBe(0);
    expect((await runsOf('live'))[0]!.history['val_loss']).toHaveLength(2);
  });

  it('trains heads on wasm, and refuses before it starts what wasm cannot train', async () => {
    const extractOnly = spec.slice(0, spec.indexOf('  - name: fine-tune'));
    const fewer = ['--set', 'backbone.imageSize=32', '--backend', 'wasm'];
    const head = await run('wasm', extractOnly, 'sweep', fewer);
    expect(head.code, head.stderr).toBe(0);
    expect(head.stderr).toMatch(/backend wasm/);
    const all = await run('wasm', spec, 'sweep', fewer);
    expect(all.code).toBe(1);
    expect(all.stderr).toContain('THAW-BACKEND-CANNOT-TRAIN');
    expect(all.stderr).toContain('tensorflow');
  });

  it('refuses to be executed twice at the same time', async () => {
    const text = sweepOf('seed: [11, 12]');
    const started = await Promise.all([run('busy', text, 'sweep'), run('busy', text, 'sweep')]);
    expect(started.map(({ code }) => code).toSorted()).toEqual([0, 1]);
    expect(started.find(({ code }) => code === 1)!.stderr).toContain('THAW-RUN-BUSY');
  });
});
