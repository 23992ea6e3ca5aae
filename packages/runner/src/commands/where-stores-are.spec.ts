import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emoji, thaw } from './thaw.fixture.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'thaw-where-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('a command that reads a store', () => {
  it.each([
    ['runs'],
    ['explain 3f2a9c'],
    ['compare 3f2a9c 8a7ada'],
    ['verify'],
    ['verify 3f2a9c'],
    ['store'],
    ['store prune'],
    ['report --out report.html'],
    ['export 3f2a9c --out model'],
    ['sync --tracking-uri http://127.0.0.1:9'],
    ['ui'],
  ])('says that there is none, and makes none: thaw %s', async (line) => {
    const standing = await thaw(line.split(' '), { cwd: folder });
    expect(standing.stderr).toContain('THAW-STORE-MISSING');
    expect(standing.stderr).toContain(join(folder, '.thaw'));
    const mistyped = await thaw([...line.split(' '), '--store', join(folder, 'typo')], { cwd: folder });
    expect(mistyped.stderr).toContain(`there is no store at ${join(folder, 'typo')}`);
    expect([standing.code, mistyped.code]).toEqual([1, 1]);
    expect(await readdir(folder)).toEqual([]);
  });
});

it('how long a store is waited for is said in a duration, before anybody is asked for it', async () => {
  const env = { THAW_STORE_PATIENCE: 'a while' };
  const { code, stderr } = await thaw(['runs', '--store', 's3://nobodys/store'], { cwd: folder, env });
  expect(code).toBe(1);
  expect(stderr).toMatch(/THAW-CLI-BAD-VALUE\n {2}THAW_STORE_PATIENCE was given something/);
  expect(stderr).toMatch(/expected: .*30s, 2m or 1h/);
});

describe('a store', () => {
  it('is no part of the repository that it lies in', async () => {
    const spec = join(folder, 'small.yaml');
    await writeFile(
      spec,
      `name: small
data: { root: ${emoji.root}, manifest: ${emoji.manifest} }
backbone: { name: mobilenetv2, weights: random, imageSize: 32 }
phases: [{ name: head, epochs: 1 }]
`,
    );
    const { code, stderr } = await thaw(['plan', '--spec', spec], { cwd: folder });
    expect(code, stderr).toBe(0);
    expect(await readFile(join(folder, '.thaw/.gitignore'), 'utf8')).toBe('*\n');
  });
});
