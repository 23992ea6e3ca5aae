import type { CreateNodesV2 } from '@nx/devkit';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const plugin = new URL('../../nx/plugin.js', import.meta.url).href;

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'thaw-nx-'))));
afterAll(() => rm(folder, { recursive: true }));

async function write(file: string, text: string): Promise<string> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), text);
  return file;
}

it('A spec that is called as a target or a script of its project takes nothing from it', async () => {
  const spec = 'data: ../images\nbackbone: mobilenetv2\n';
  await write('libs/pets/project.json', '{ "name": "pets", "targets": { "build": {} } }');
  await write(
    'libs/pets/package.json',
    '{ "scripts": { "lint": "eslint" }, "nx": { "targets": { "test": {} } } }',
  );
  await write('libs/birds/package.json', '{ "scripts": ["build"] }');
  const names = ['libs/pets/experiments/{}.yaml', 'libs/birds/experiments/{}.yaml'].flatMap((file) =>
    ['build', 'lint', 'test', 'toString'].map((name) => write(file.replace('{}', name), spec)),
  );
  const { createNodesV2 } = (await import(plugin)) as { createNodesV2: CreateNodesV2 };
  const found = await createNodesV2[1](await Promise.all(names), undefined, {
    workspaceRoot: folder,
    nxJsonConfiguration: {},
  });
  const targets = found.flatMap(([, { projects = {} }]) =>
    Object.entries(projects).flatMap(([root, { targets: ofProject = {} }]) =>
      Object.keys(ofProject).map((name) => `${root}:${name}`),
    ),
  );
  expect(targets).toEqual([
    ...['build', 'lint', 'test', 'toString'].map((name) => `libs/birds:${name}`),
    ...['build', 'lint', 'test'].map((name) => `libs/pets:experiments/${name}.yaml`),
    'libs/pets:toString',
  ]);
});
