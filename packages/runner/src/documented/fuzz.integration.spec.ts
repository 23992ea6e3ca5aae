import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from './documented-commands.fixture.js';

let keep: string;
beforeAll(async () => {
  keep = await mkdtemp(join(tmpdir(), 'thaw-fuzz-'));
});
afterAll(() => rm(keep, { recursive: true }));

/** Of each target; more are tried by `npm run fuzz`. */
const count = 50;

it('finds nothing in some damaged and hostile inputs of everything that is read', async () => {
  const script = join(root, 'tools/fuzz/main.mjs');
  const args = ['--all', '--count', String(count), '--seed', '1', '--keep', keep];
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args]).catch(
    (error: { stdout: string; stderr: string }) => ({ stdout: `${error.stdout}\n${error.stderr}` }),
  );
  expect(stdout.match(/^.*: .* findings, .*$/gm)?.filter((line) => !line.includes(' 0 findings'))).toEqual(
    [],
  );
  expect(stdout.match(new RegExp(`^.*: ${count} tried`, 'gm'))).toHaveLength(25);
}, 400_000);
