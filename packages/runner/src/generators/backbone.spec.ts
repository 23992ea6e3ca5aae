import { workspaceRoot, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AcmeProject } from '../backbone-packages/acme-project.fixture.js';
import { emoji, thaw } from '../commands/thaw.fixture.js';
import { backbone } from './backbone.js';

const registry = 'packages/backbones/src/registry.ts';
const read = (tree: Tree, path: string) => tree.read(path, 'utf8')!;

describe('the generator of backbones, in a workspace of a user', () => {
  let project: AcmeProject;
  beforeAll(async () => {
    project = await AcmeProject.create();
    const tree = createTreeWithEmptyWorkspace({ formatter: 'prettier' });
    backbone(tree, { name: 'my-net', directory: 'backbones' });
    await project.write('package.json', '{ "type": "module" }');
    for (const file of ['backbones/my-net.js', 'backbones/my-net.test.js'])
      await project.write(file, read(tree, file));
  });
  afterAll(() => rm(project.folder, { recursive: true }));

  it('adds a network that a spec can name', async () => {
    const text = `
name: mine
data: { root: ${emoji.root}, manifest: ${emoji.manifest} }
backbone: { name: ./backbones/my-net.js, weights: random }
phases: [{ name: all, trainable: all, epochs: 1 }]
`;
    await project.write('spec.yaml', text);
    const result = await thaw(['validate', '--spec', 'spec.yaml'], { cwd: project.folder });
    expect(result).toMatchObject({ code: 0, stderr: '' });
  });

  it('adds a test that passes: the contract', async () => {
    const test = join(project.folder, 'backbones/my-net.test.js');
    const { stdout } = await promisify(execFile)(process.execPath, ['--test', '--test-reporter=tap', test]);
    expect(stdout).toContain('# pass 10\n');
    expect(stdout).toContain('# fail 0\n');
  });
});

describe("the generator of backbones, in Thaw's own workspace", () => {
  it('adds a network and its lines in the registry', async () => {
    const before = await readFile(join(workspaceRoot, registry), 'utf8');
    const tree = createTreeWithEmptyWorkspace({ formatter: 'prettier' });
    tree.write('.prettierrc', await readFile(join(workspaceRoot, '.prettierrc.json'), 'utf8'));
    tree.write(registry, before);
    backbone(tree, { name: 'my-net', directory: 'unused' });
    expect(tree.exists('unused')).toBe(false);
    const added = read(tree, registry)
      .split('\n')
      .filter((line) => !before.includes(line));
    expect(added).toEqual(["import { myNet } from './networks/my-net.js';", "  'my-net': myNet,"]);
    expect(read(tree, registry).split('\n')).toHaveLength(before.split('\n').length + 2);
    expect(read(tree, 'packages/backbones/src/networks/my-net.ts')).toContain(
      'export const myNet = defineBackbone({\n',
    );
  });
});
