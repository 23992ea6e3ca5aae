import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdtempSync,
  readSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OpenFile } from './open-file.js';

describe('an open file', () => {
  let folder: string;
  let path: string;
  let file: OpenFile;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'thaw-open-file-'));
    path = join(folder, 'weights.bin');
    writeFileSync(path, '0123456789');
    file = await OpenFile.open(path);
  });
  afterEach(async () => {
    await file.close();
    rmSync(folder, { recursive: true });
  });

  const text = (start: number, end: number) => {
    const bytes = Buffer.alloc(end - start);
    return bytes.toString('utf8', 0, readSync(file.fd, bytes, 0, bytes.length, start));
  };
  const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

  it('is read where it is asked for, and hashed as a whole, in any order', async () => {
    expect(file.size).toBe(10);
    expect(text(3, 6)).toBe('345');
    expect(await file.hash('sha256')).toBe(sha256('0123456789'));
    expect(text(0, 10)).toBe('0123456789');
    expect(await file.hash('sha256')).toBe(sha256('0123456789'));
    expect(await file.isUntouched()).toBe(true);
  });

  it('is the same file when another takes its name', async () => {
    writeFileSync(join(folder, 'other'), 'abcdefghij');
    renameSync(join(folder, 'other'), path);
    expect(text(0, 3)).toBe('012');
    expect(await file.hash('sha256')).toBe(sha256('0123456789'));
    expect(await file.isUntouched()).toBe(true);
  });

  it('tells when it was written to, or cut off', async () => {
    appendFileSync(path, 'x');
    expect(await file.isUntouched()).toBe(false);
    truncateSync(path, 4);
    expect(text(2, 10)).toBe('23');
    expect(await file.isUntouched()).toBe(false);
  });
});
