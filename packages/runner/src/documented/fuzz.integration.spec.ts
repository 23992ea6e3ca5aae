import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
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

it('finds nothing in damaged and hostile inputs of everything that is read', async () => {
  const pieces = join(folder, 'pieces.ndjson');
  const script = join(root, 'tools/fuzz/main.mjs');
  const args = ['--all', '--worst', '--count', String(count), '--keep', folder, '--pieces', pieces];
  const outcome = await promisify(execFile)(process.execPath, [script, ...args]).catch(
    (error: unknown) => error,
  );
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
