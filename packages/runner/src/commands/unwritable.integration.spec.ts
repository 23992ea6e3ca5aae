import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emoji, thaw } from './thaw.fixture.js';

const cli = createRequire(import.meta.url)
  .resolve('@thaw/runner/package.json')
  .replace('package.json', 'dist/cli/main.js');
/** Root may write where nobody else may; not to what is mounted to be read. */
const readOnly = (folder: string) =>
  `mount --bind "${folder}" "${folder}" && mount -o remount,ro,bind "${folder}"`;
const hasMounts = spawnSync('unshare', ['--mount', 'sh', '-c', readOnly(tmpdir())]).status === 0;

let folder: string;
let spec: string;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-unwritable-'));
  for (const [name, first] of [
    ['a', 0],
    ['b', 4],
  ] as const) {
    await mkdir(at(`images/${name}`), { recursive: true });
    const files = (await readdir(emoji.root)).slice(first, first + 4);
    for (const file of files) await copyFile(join(emoji.root, file), at(`images/${name}/${file}`));
  }
  spec = at('tiny.yaml');
  await writeFile(
    spec,
    `name: tiny
data: { root: images, split: { validation: 0.5 } }
backbone: { name: mobilenetv2, weights: random, imageSize: 32 }
batchSize: 4
phases: [{ name: head, epochs: 1 }]
`,
  );
  await writeFile(at('file'), '');
  await symlink('nowhere', at('dangling'));
  await mkdir(at('empty/journals'), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true }));

const inProcess = (args: readonly string[], env: Readonly<Record<string, string>>, mounts = '') => {
  const command = [process.execPath, cli, ...args].map((part) => `'${part}'`).join(' ');
  const options = { cwd: folder, env: { ...process.env, ...env }, encoding: 'utf8' } as const;
  const script = mounts === '' ? command : `${mounts} && ${command}`;
  return spawnSync('unshare', ['--mount', 'sh', '-c', script], options);
};

describe('a place that cannot be written', () => {
  it.each(['dangling', 'file', 'file/x', '/proc/thaw', 'x'.repeat(300)])(
    'is refused as a store before anything is computed, and planning goes on without it: %s',
    async (store) => {
      const args = ['--spec', spec, '--store', store];
      const { code, stderr } = await thaw(['sweep', ...args], { cwd: folder });
      expect(stderr).toMatch(/^THAW-FILES-UNWRITABLE\n {2}the store .* cannot be written\n/);
      expect(code).toBe(1);
      expect((await thaw(['plan', ...args], { cwd: folder })).stderr).not.toContain('THAW-');
    },
  );

  it.each([
    ['split', '--spec', 'tiny.yaml', '--out', 'images'],
    ['features', '--spec', 'tiny.yaml', '--out', 'file/features.npy'],
    ['report', '--out', '/proc/thaw/report.html'],
    ['export', '123', '--out', 'file/model'],
  ])('is refused as an output before anything is computed: thaw %s %s %s %s %s', async (...args) => {
    const { code, stderr } = await thaw([...args.filter(Boolean), '--store', at('empty')], { cwd: folder });
    expect(stderr).toMatch(/^THAW-FILES-UNWRITABLE\n/);
    expect(code).toBe(1);
  });

  it('gets a manifest if it is a device or a link, and stays what it is', async () => {
    const split = (out: string) =>
      thaw(['split', '--spec', spec, '--out', out, '--store', at('splits')], { cwd: folder });
    expect((await split('/dev/null')).code).toBe(0);
    await symlink('split.csv', at('link.csv'));
    expect((await split(at('link.csv'))).code).toBe(0);
    expect(await readFile(at('split.csv'), 'utf8')).toContain('path,label,split');
  });
});

describe.skipIf(!hasMounts)('a file system that can only be read', () => {
  it('is refused as a store, and where there is no folder for temporary files nothing begins', async () => {
    await mkdir(at('sealed'));
    const sweep = ['sweep', '--spec', spec, '--store', at('sealed')];
    const sealed = inProcess(sweep, {}, readOnly(at('sealed')));
    expect(sealed.stderr).toContain('EROFS');
    expect(sealed.stderr).toMatch(/^THAW-FILES-UNWRITABLE\n/);
    const { stderr } = inProcess(sweep, { TMPDIR: at('gone') });
    expect(stderr).toMatch(/^THAW-FILES-UNWRITABLE\n {2}the folder for temporary files, /);
    expect(await readdir(at('sealed'))).toEqual([]);
  });

  it('serves as a cache: only the measurement of the machine is not kept', async () => {
    const cache = at('cache');
    await mkdir(cache);
    const { status, stderr } = inProcess(
      ['sweep', '--spec', spec, '--store', at('store'), '--backend', 'wasm'],
      { THAW_CACHE: cache },
      readOnly(cache),
    );
    expect(stderr).toContain('1 finished');
    expect(status).toBe(0);
  });
});
