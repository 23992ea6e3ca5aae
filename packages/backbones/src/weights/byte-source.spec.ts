import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fromFile } from './byte-source.js';

it('reads parts of an open file in any order, and what there is of one that became shorter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'thaw-byte-source-'));
  const path = join(folder, 'weights.bin');
  writeFileSync(path, '0123456789');
  const fd = openSync(path, 'r');
  const source = fromFile({ fd, size: 10 });
  const text = (start: number, end: number) => Buffer.from(source.read(start, end)).toString();
  try {
    expect([text(3, 6), text(0, 10)]).toEqual(['345', '0123456789']);
    truncateSync(path, 4);
    expect(text(2, 10)).toBe('23');
  } finally {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }
});
