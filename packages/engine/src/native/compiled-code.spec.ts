import { readdir, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CompiledCode, compiledFolder, compileEnvironment } from './compiled-code.js';
import { temporaryFolder } from './shared-library.fixture.js';

const written = async (folder: string, name: string, bytes: number, ageSeconds = 0) => {
  const file = join(folder, name);
  await writeFile(file, 'x'.repeat(bytes));
  const time = Date.now() / 1000 - ageSeconds;
  await utimes(file, time, time);
  return file;
};
const codeIn = async (folder: string) =>
  (await readdir(folder)).filter((name) => name.endsWith('.pb')).sort();

describe('CompiledCode', () => {
  it('is found again once it is known to be whole', async () => {
    const folder = join(await temporaryFolder(), 'compiled', 'here');
    const code = await CompiledCode.open(folder);
    await written(folder, 'a.pb', 10);
    await code!.keep();
    await code!.keep();
    await CompiledCode.open(folder);
    expect(await readdir(folder)).toEqual(['a.pb', 'a.pb.sha256']);
  });

  it('is taken away if its process ended before that, or if it was damaged', async () => {
    const folder = await temporaryFolder();
    const code = await CompiledCode.open(folder);
    const damaged = await written(folder, 'damaged.pb', 10);
    await written(folder, 'whole.pb', 10);
    await code!.keep();
    await written(folder, 'unfinished.pb', 10);
    await truncate(damaged, 4);
    await CompiledCode.open(folder);
    expect(await readdir(folder)).toEqual(['whole.pb', 'whole.pb.sha256']);
  });

  it('takes no more than its room: the oldest goes', async () => {
    const folder = await temporaryFolder();
    const code = await CompiledCode.open(folder);
    for (const [name, age] of Object.entries({ old: 300, older: 400, young: 100 }))
      await written(folder, `${name}.pb`, 10, age);
    await code!.keep();
    await CompiledCode.open(folder, 20);
    expect(await codeIn(folder)).toEqual(['old.pb', 'young.pb']);
    expect(await readdir(folder)).toHaveLength(4);
  });

  it('lives in its process alone where no folder can be', async () => {
    const file = await written(await temporaryFolder(), 'file', 1);
    expect(await CompiledCode.open(join(file, 'folder'))).toBeUndefined();
    expect((await compileEnvironment(undefined, {}))['TF_XLA_FLAGS']).not.toContain('persistent');
  });
});

describe('compileEnvironment', () => {
  it('names the folder, whatever is in its name, and lets the user have the last word', async () => {
    const folder = join(await temporaryFolder(), 'a "folder" of mine');
    const code = await CompiledCode.open(folder);
    const { TF_XLA_FLAGS: flags } = await compileEnvironment(code, {
      TF_XLA_FLAGS: '--tf_xla_min_cluster_size=9',
    });
    expect(flags).toContain(`directory="${folder.replaceAll('"', '\\"')}"`);
    expect(flags).toMatch(/ --tf_xla_min_cluster_size=9$/);
    expect(await compileEnvironment(code, { TF_XLA_FLAGS: flags })).toEqual({});
  });

  it('reads settings from a file as TensorFlow would, and leaves one that cannot be read to it', async () => {
    const file = join(await temporaryFolder(), 'flags');
    await writeFile(file, '--tf_xla_max_cluster_size=7\n');
    expect((await compileEnvironment(undefined, { TF_XLA_FLAGS: file }))['TF_XLA_FLAGS']).toContain('size=7');
    expect(await compileEnvironment(undefined, { TF_XLA_FLAGS: `${file}s` })).toEqual({});
  });
});

it('code for one device is none for another', async () => {
  const library = { folder: '/cache/tensorflow/2.21.0-linux-x64-cpu' };
  const gpu = { name: 'NVIDIA H200', driver: '580.1' };
  const folders = await Promise.all(
    [undefined, gpu, gpu].map((each) => compiledFolder('/cache', library, each)),
  );
  expect(new Set(folders).size).toBe(2);
});
