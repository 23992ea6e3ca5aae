import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import {
  chmod,
  lstat,
  mkdtemp,
  open,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFilePlace, writeOutput } from './write-output.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-output-'));
});
afterEach(() => rm(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

describe('writeOutput', () => {
  it('makes a file and the folders above it, and replaces one as a whole with the rights it had', async () => {
    await writeOutput(at('a/b/page.html'), 'one');
    await chmod(at('a/b/page.html'), 0o600);
    const reader = await open(at('a/b/page.html'));
    await writeOutput(at('a/b/page.html'), 'two');
    expect(await reader.readFile('utf8')).toBe('one');
    await reader.close();
    expect(await readFile(at('a/b/page.html'), 'utf8')).toBe('two');
    expect((await stat(at('a/b/page.html'))).mode & 0o777).toBe(0o600);
    expect(await readdir(at('a/b'))).toEqual(['page.html']);
  });

  it('leaves what was there, and nothing beside it, when writing fails', async () => {
    await writeFile(at('page'), 'one');
    const failing = () => Promise.reject(new Error('half way'));
    await expect(writeOutput(at('page'), failing)).rejects.toThrow('half way');
    expect(await readFile(at('page'), 'utf8')).toBe('one');
    expect(await readdir(folder)).toEqual(['page']);
  });

  it('writes to a device and leaves it one', async () => {
    await writeOutput('/dev/null', 'nothing');
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
    await symlink('/dev/null', at('link'));
    await writeOutput(at('link'), 'nothing');
    expect(await readlink(at('link'))).toBe('/dev/null');
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
    expect(await isFilePlace(at('link'))).toBe(false);
    await expect(writeOutput('/dev/full', 'much')).rejects.toMatchObject({
      code: 'ENOSPC',
      path: '/dev/full',
    });
  });

  it('writes into a named pipe and leaves it one', async () => {
    spawnSync('mkfifo', [at('pipe')]);
    const reader = spawn('cat', [at('pipe')]);
    // It may have ended before the writing is heard of.
    const closed = once(reader, 'close');
    let read = '';
    reader.stdout.on('data', (chunk: Buffer) => (read += String(chunk)));
    await writeOutput(at('pipe'), 'through the pipe');
    await closed;
    expect(read).toBe('through the pipe');
    expect((await lstat(at('pipe'))).isFIFO()).toBe(true);
  });

  it('writes to where links lead, there or not there yet, and leaves the links', async () => {
    await writeOutput(at('real/page'), 'one');
    await symlink('real/page', at('link'));
    await symlink('link', at('link to link'));
    await symlink('real/new', at('dangling'));
    await writeOutput(at('link to link'), 'two');
    await writeOutput(at('dangling'), 'three');
    expect(await readFile(at('real/page'), 'utf8')).toBe('two');
    expect(await readFile(at('real/new'), 'utf8')).toBe('three');
    expect(await readlink(at('link to link'))).toBe('link');
    expect(await readlink(at('dangling'))).toBe('real/new');
    expect((await readdir(at('real'))).toSorted()).toEqual(['new', 'page']);
    await symlink('loop', at('loop'));
    await expect(writeOutput(at('loop'), 'x')).rejects.toMatchObject({ code: 'ELOOP' });
  });

  it('writes to what another has open', async () => {
    const file = await open(at('log'), constants.O_RDWR | constants.O_CREAT);
    await writeOutput(`/proc/self/fd/${file.fd}`, 'here');
    expect(await file.readFile('utf8')).toBe('here');
    await file.close();
  });

  it('does not write into a folder', async () => {
    await expect(writeOutput(folder, 'x')).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
