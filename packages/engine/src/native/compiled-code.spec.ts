import { createHash } from 'node:crypto';
import { mkdir, readdir, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CompiledCode, compiledName, compileEnvironment } from './compiled-code.js';
import { temporaryFolder } from './shared-library.fixture.js';

const written = async (folder: string, name: string, bytes: number, ageSeconds = 0) => {
  const file = join(folder, name);
  await writeFile(file, 'x'.repeat(bytes));
  const time = Date.now() / 1000 - ageSeconds;
  await utimes(file, time, time);
  return file;
};
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const codeIn = async (folder: string) =>
  (await readdir(folder)).filter((name) => name.endsWith('.pb')).sort();

/** What is kept in a folder of `root` is looked at as in a new process. */
const opened = async (root: string, limitBytes?: number) => {
  const code = await CompiledCode.open(root, 'here', { ...(limitBytes !== undefined && { limitBytes }) });
  await code.check();
  return code;
};

describe('CompiledCode', () => {
  it('is found again once it is known to be whole', async () => {
    const root = join(await temporaryFolder(), 'compiled');
    const code = await opened(root);
    await written(code.folder!, 'a.pb', 10);
    await code.keep();
    await code.keep();
    await opened(root);
    expect(await readdir(code.folder!)).toEqual(['a.pb', 'a.pb.sha256']);
  });

  it('is taken away if its process ended before that, or if it was damaged, once something is compiled', async () => {
    const root = await temporaryFolder();
    const code = await opened(root);
    const folder = code.folder!;
    const damaged = await written(folder, 'damaged.pb', 10);
    await written(folder, 'whole.pb', 10);
    await code.keep();
    await written(folder, 'unfinished.pb', 10);
    await written(folder, 'old.pb.tmp', 10, 2 * 86_400);
    await written(folder, 'young.pb.tmp', 10);
    await truncate(damaged, 4);
    await CompiledCode.open(root, 'here');
    expect(await readdir(folder)).toHaveLength(7);
    await opened(root);
    expect(await readdir(folder)).toEqual(['whole.pb', 'whole.pb.sha256', 'young.pb.tmp']);
  });

  it('passes over what cannot be read, and goes on', async () => {
    const root = await temporaryFolder();
    const code = await opened(root);
    await mkdir(join(code.folder!, 'folder.pb'));
    await written(code.folder!, 'whole.pb', 10);
    await written(code.folder!, 'unfinished.pb', 10);
    await writeFile(join(code.folder!, 'whole.pb.sha256'), sha256('x'.repeat(10)));
    await opened(root);
    expect(await readdir(code.folder!)).toEqual(['folder.pb', 'whole.pb', 'whole.pb.sha256']);
  });

  it('takes no more than its room, with that of other machines and settings: the oldest goes', async () => {
    const root = await temporaryFolder();
    const code = await opened(root);
    const other = await CompiledCode.open(root, 'elsewhere');
    for (const [name, age] of Object.entries({ old: 300, older: 400, young: 100 }))
      await written(code.folder!, `${name}.pb`, 10, age);
    for (const [name, age] of Object.entries({ oldest: 500, youngest: 50 }))
      await written(other.folder!, `${name}.pb`, 10, age);
    await code.keep();
    await other.keep();
    await opened(root, 30);
    expect(await codeIn(code.folder!)).toEqual(['old.pb', 'young.pb']);
    expect(await readdir(code.folder!)).toHaveLength(4);
    expect(await readdir(other.folder!)).toEqual(['youngest.pb', 'youngest.pb.sha256']);
  });

  it('lives in its process alone where no folder can be, and says so once something is compiled', async () => {
    const file = await written(await temporaryFolder(), 'file', 1);
    const notices: string[] = [];
    const code = await CompiledCode.open(join(file, 'folder'), 'here', {
      onNotice: (line) => notices.push(line),
    });
    expect((await compileEnvironment(code, {}))['TF_XLA_FLAGS']).not.toContain('persistent');
    expect([code.folder, notices]).toEqual([undefined, []]);
    await code.check();
    await code.check();
    await code.keep();
    expect(notices).toEqual([expect.stringContaining(join(file, 'folder'))]);
  });
});

const nowhere = { folder: undefined };

describe('compileEnvironment', () => {
  it('names the folder, whatever is in its name, and lets the user have the last word', async () => {
    const root = join(await temporaryFolder(), 'a "folder" of mine');
    const code = await CompiledCode.open(root, 'here');
    const { TF_XLA_FLAGS: flags } = await compileEnvironment(code, {
      TF_XLA_FLAGS: '--tf_xla_min_cluster_size=9',
    });
    expect(flags).toContain(`directory="${code.folder!.replaceAll('"', '\\"')}"`);
    expect(flags).toMatch(/ --tf_xla_min_cluster_size=9$/);
    expect(await compileEnvironment(code, { TF_XLA_FLAGS: flags })).toEqual({});
  });

  it('takes a setting of the user’s for no other than theirs, even one that it has itself', async () => {
    const code = await CompiledCode.open(await temporaryFolder(), 'here');
    const own = '--tf_xla_enable_lazy_compilation=false';
    const { TF_XLA_FLAGS: flags } = await compileEnvironment(code, { TF_XLA_FLAGS: own });
    expect(flags).toContain('--tf_xla_persistent_cache_directory=');
    expect(flags).toMatch(new RegExp(`cluster_names=true .* ${own}$`));
  });

  it('reads settings from a file as TensorFlow would, and leaves one that cannot be read to it', async () => {
    const file = join(await temporaryFolder(), 'flags');
    await writeFile(file, '--tf_xla_max_cluster_size=7\n');
    expect((await compileEnvironment(nowhere, { TF_XLA_FLAGS: file }))['TF_XLA_FLAGS']).toContain('size=7');
    expect(await compileEnvironment(nowhere, { TF_XLA_FLAGS: `${file}s` })).toEqual({});
  });
});

describe('compiledName', () => {
  const library = { folder: '/cache/tensorflow/2.21.0-linux-x64-cpu' };
  const gpu = { name: 'NVIDIA H200', driver: '580.1' };
  const different = async (names: readonly Promise<string>[]) => new Set(await Promise.all(names)).size;

  it('has code for one device be none for another', async () => {
    expect(await different([undefined, gpu, gpu].map((each) => compiledName(library, each, {})))).toBe(2);
  });

  it.each([
    { TF_DETERMINISTIC_OPS: '1' },
    { TF_NUM_INTRAOP_THREADS: '1024' },
    { XLA_FLAGS: '--xla_gpu_autotune_level=0' },
  ])('has code that was compiled with %o be none for whoever compiles without', async (env) => {
    expect(await different([{}, env, { ...env }].map((each) => compiledName(library, gpu, each)))).toBe(2);
  });

  it('knows flags by what is in their file', async () => {
    const file = join(await temporaryFolder(), 'flags');
    const names: string[] = [];
    for (const flags of ['--xla_a=1', '--xla_a=2', '--xla_a=2']) {
      await writeFile(file, flags);
      names.push(await compiledName(library, gpu, { XLA_FLAGS: file }));
    }
    expect(new Set(names).size).toBe(2);
  });
});
