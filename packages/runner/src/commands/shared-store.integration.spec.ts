import type { RunRecord } from '@thaw/tracker';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startThaw } from './thaw-process.fixture.js';
import { emoji, thaw } from './thaw.fixture.js';

const spec = (name: string, dropouts: string) => `
name: ${name}
data: { root: ${emoji.root}, manifest: ${emoji.manifest} }
backbone: { name: efficientnet-lite0, imageSize: 64 }
phases:
  - { name: extract, epochs: 3 }
  - name: fine-tune
    trainable: { from: block7a_expand_conv }
    epochs: 2
tracking: { model: none }
sweep: { parameters: { head.dropout: ${dropouts} } }
`;

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'thaw-shared-'))));
afterAll(() => rm(folder, { recursive: true }));

async function written(name: string, dropouts: string): Promise<string> {
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, spec(name, dropouts));
  return file;
}
const runsIn = async (store: string) =>
  JSON.parse((await thaw(['runs', '--json', '--store', store])).stdout) as RunRecord[];

describe('two sweeps at the same time on one store', () => {
  it('do no stage twice, say whom they wait for, and both end well', async () => {
    const store = join(folder, 'store');
    const specs = [await written('one', '[0, 0.2, 0.4]'), await written('two', '[0.4, 0.2, 0.6]')];
    const sweeps = specs.map((file) => startThaw(['sweep', '--spec', file, '--store', store]));
    const codes = await Promise.all(sweeps.map(({ exit }) => exit));
    const outputs = sweeps.map(({ output }) => output());
    expect(codes, outputs.join('\n')).toEqual([0, 0]);
    expect(outputs.join('\n')).toMatch(/waiting for process \d+ on .+, which does the same: /);

    const runs = await runsIn(store);
    expect(runs).toHaveLength(6);
    const computed = runs.flatMap(({ stages }) => stages).filter(({ status }) => status === 'computed');
    const keys = computed.filter(({ kind }) => kind !== 'dataset').map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    // Two features; four dropouts, each with two trainings and an evaluation.
    expect(keys).toHaveLength(2 + 4 * 3);
    const [one, other] = runs.filter(({ params }) => params['head.dropout'] === 0.2);
    expect(one!.history).toEqual(other!.history);
  });
});

describe('a full disk', () => {
  const disk = () => join(folder, 'disk');
  const mount = (size: string, ...options: readonly string[]) =>
    execFileSync('mount', [...options, '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk()], {
      stdio: 'pipe',
    });
  let isMounted = false;
  beforeAll(async () => {
    await mkdir(disk());
    try {
      mount('2m');
      isMounted = true;
    } catch {
      // Only root may mount; elsewhere the test says that it was skipped.
    }
  });
  afterAll(() => {
    if (isMounted) execFileSync('umount', [disk()]);
  });

  it('fails the run with what to do, and the same command goes on once there is room', async (context) => {
    if (!isMounted) return context.skip('no permission to mount a small file system');
    const file = await written('full', '[0]');
    const args = ['sweep', '--spec', file, '--store', disk()];
    const full = await thaw(args);
    expect(full.code).toBe(1);
    expect(full.stderr).toMatch(/THAW-(STORE-FULL|TRACKING-JOURNAL-WRITE|RUN-TOO-LARGE)/);
    expect(full.stderr).not.toContain('defect');

    execFileSync('mount', ['-o', 'remount,size=200m', disk()]);
    const again = await thaw(args);
    expect(again.code, again.stderr).toBe(0);
    const elsewhere = join(folder, 'elsewhere');
    await thaw(['sweep', '--spec', file, '--store', elsewhere]);
    const [[one], [other]] = await Promise.all([runsIn(disk()), runsIn(elsewhere)]);
    expect(one!.history['val_loss']).toEqual(other!.history['val_loss']);
  });
});
