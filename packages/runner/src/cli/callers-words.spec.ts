import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inCallersWords } from './callers-words.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-words-'));
  await writeFile(join(folder, 'thaw'), '#!/bin/sh\n');
  await chmod(join(folder, 'thaw'), 0o755);
});
afterAll(() => rm(folder, { recursive: true }));

describe('a command that is advised', () => {
  const text = 'see `thaw runs`, or thaw sync --tracking-uri URI; npx thaw ui';

  it('is called thaw where the shell finds it', () => {
    expect(inCallersWords(text, { PATH: `/nowhere:${folder}` })).toBe(text);
  });

  it.each([
    ['the shell does not find it', () => ({ PATH: '/nowhere' })],
    ['npx has started it', () => ({ PATH: folder, npm_command: 'exec' })],
    ['Nx has started it', () => ({ PATH: folder, NX_TASK_TARGET_PROJECT: 'experiments' })],
  ])('is called npx thaw where %s', (_, env) => {
    expect(inCallersWords(text, env())).toBe(
      'see `npx thaw runs`, or npx thaw sync --tracking-uri URI; npx thaw ui',
    );
  });

  it('is told from what only looks like one', () => {
    const other = 'thaw no layers; /home/thaw sync; @acme/thaw ui; thaw: a tool; rethaw runs';
    expect(inCallersWords(other, {})).toBe(other);
  });
});
