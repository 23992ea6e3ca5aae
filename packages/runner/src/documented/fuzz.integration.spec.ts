import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from './documented-commands.fixture.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-fuzz-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Piece {
  readonly name: string;
  readonly tried: number;
  readonly accepted: number;
  readonly refused: number;
  /** By the limit that in Thaw its reader has. */
  readonly ended: number;
  readonly findings: readonly unknown[];
}

/** Of each target, after the worst that are known; more are tried by `npm run fuzz`. */
const count = 1000;

const script = join(root, 'tools/fuzz/main.mjs');
const fuzz = (...args: readonly string[]) =>
  promisify(execFile)(process.execPath, [script, '--keep', folder, ...args]).catch((error: unknown) => error);

it('says all that is wrong with what it is asked for, and what can be asked', async () => {
  expect(await fuzz('--target', 'nothing', '--count', 'ten', '--piece', '0')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /^--count is .* not "ten"\n--piece is .* of 1 or more, not "0"\nthere is no target "nothing"\n\nnpm run fuzz/,
    ),
  });
  expect(await fuzz('--help')).toMatchObject({ stdout: expect.stringContaining('--pieces FILE') });
});

it('goes on with a campaign that was ended while it noted a piece', async () => {
  const pieces = join(folder, 'torn.ndjson');
  await writeFile(pieces, '{"name":"csv","see');
  await fuzz('--target', 'csv', '--count', '1', '--pieces', pieces);
  expect((await readFile(pieces, 'utf8')).split('\n')[1]).toContain('{"name":"csv","seed":1,"from":0,"to":1');
});

it('finds nothing in damaged and hostile inputs of everything that is read', async () => {
  const pieces = join(folder, 'pieces.ndjson');
  const outcome = await fuzz('--all', '--worst', '--count', String(count), '--pieces', pieces);
  const told = (await readFile(pieces, 'utf8')).trim().split('\n');
  const found = told.map((line) => JSON.parse(line) as Piece);
  expect(found.flatMap(({ findings }) => findings)).toEqual([]);
  expect(found).toHaveLength(45);
  for (const { accepted, refused, ended, tried } of found) {
    expect(tried).toBeGreaterThanOrEqual(count);
    expect(accepted + refused + ended).toBe(tried);
  }
  expect(outcome).not.toBeInstanceOf(Error);
}, 400_000);
