import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { requireWritableStore } from './require-writable.js';

it('A store behind a link that leads nowhere is told as that', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'thaw-link-'));
  const [store, target] = [join(folder, 'store'), join(folder, 'unplugged', 'store')];
  symlinkSync(target, store);
  await expect(requireWritableStore(store)).rejects.toMatchObject({
    problems: [{ code: 'THAW-FILES-UNWRITABLE', found: `it is a link to ${target}, where nothing is` }],
  });
  rmSync(folder, { recursive: true });
});
