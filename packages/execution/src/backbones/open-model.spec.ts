import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openModel } from './open-model.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thaw-model-'));
  file = join(folder, 'net.keras');
});
afterEach(() => rmSync(folder, { recursive: true }));

const makes: readonly (readonly [string, () => unknown, string | undefined])[] = [
  ['nothing', () => {}, undefined],
  ['a folder', () => mkdirSync(file), 'a folder, a pipe or a device'],
  ['a pipe', () => execFileSync('mkfifo', [file]), 'a folder, a pipe or a device'],
];

it.each(makes)('says of %s that it is no model', async (_what, make, found) => {
  make();
  await expect(openModel(pathToFileURL(file), {})).rejects.toMatchObject({
    problems: [{ code: 'THAW-BACKBONE-NOT-FOUND', ...(found && { found }) }],
  });
});
