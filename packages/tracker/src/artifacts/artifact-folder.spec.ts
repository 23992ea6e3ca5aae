import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArtifactFolder, readArtifactFile } from './artifact-folder.js';

let journals: string;
beforeAll(async () => {
  journals = await mkdtemp(join(tmpdir(), 'thaw-artifacts-'));
});
afterAll(() => rm(journals, { recursive: true, force: true }));

const content = Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 7919) % 256));

describe('contents beside a journal', () => {
  it('are kept once and read back whole', async () => {
    const folder = new ArtifactFolder(join(journals, 'kept'));
    const [file, again] = await Promise.all([folder.keep(content), folder.keep(content)]);
    expect(again).toEqual(file);
    expect(file).toMatchObject({ bytes: 1000, path: `artifacts/${file.sha256}` });
    expect(await readdir(join(journals, 'kept', 'artifacts'))).toEqual([file.sha256]);
    expect(Buffer.from((await readArtifactFile(join(journals, 'kept'), file))!).equals(content)).toBe(true);
  });

  it('are undefined where they are damaged or gone, and mended by being kept again', async () => {
    const folder = new ArtifactFolder(journals);
    const file = await folder.keep(content);
    await writeFile(join(journals, file.path), content.subarray(1));
    expect(await readArtifactFile(journals, file)).toBeUndefined();
    await folder.keep(content);
    expect(await readArtifactFile(journals, file)).toBeDefined();
    await rm(join(journals, file.path));
    expect(await readArtifactFile(journals, file)).toBeUndefined();
    execFileSync('mkfifo', [join(journals, file.path)]);
    expect(await readArtifactFile(journals, file)).toBeUndefined();
  });

  it('are not written where there is no room for a folder', async () => {
    await writeFile(join(journals, 'file'), '');
    await expect(new ArtifactFolder(join(journals, 'file')).keep(content)).rejects.toMatchObject({
      problems: [{ code: 'THAW-TRACKING-JOURNAL-WRITE' }],
    });
  });
});
