import { workspaceRoot, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AcmeProject } from '../backbone-packages/acme-project.fixture.js';
import { emoji, thaw } from '../commands/thaw.fixture.js';
import { backbone } from './backbone.js';
import { families, type FamilyName } from './backbones/families.js';

const registry = 'packages/backbones/src/registry.ts';
const read = (tree: Tree, path: string) => tree.read(path, 'utf8')!;

const familyNames = Object.keys(families) as FamilyName[];

describe('the generator of backbones, in a workspace of a user', () => {
  let project: AcmeProject;
  beforeAll(async () => {
    project = await AcmeProject.create();
    const tree = createTreeWithEmptyWorkspace({ formatter: 'prettier' });
    for (const family of familyNames)
      backbone(tree, { name: `my-${family}`, family, directory: 'backbones' });
    for (const { path } of tree.listChanges().filter(({ path }) => path.startsWith('backbones/')))
      await project.write(path, read(tree, path));
  });
  afterAll(() => rm(project.folder, { recursive: true }));

  it('adds networks of each family that a spec can name', async () => {
    const text = `
name: mine
data: { root: ${emoji.root}, manifest: ${emoji.manifest} }
backbone: { name: ./backbones/my-graph/index.js, weights: random }
phases: [{ name: all, trainable: { last: 1 }, epochs: 1 }]
sweep: { parameters: { backbone.name: [${familyNames.map((family) => `./backbones/my-${family}/index.js`).join()}] } }
`;
    await project.write('spec.yaml', text);
    const result = await thaw(['validate', '--spec', 'spec.yaml'], { cwd: project.folder });
    expect(result).toMatchObject({ code: 0, stderr: '', stdout: 'mine is valid: 4 runs\n' });
  });

  it('adds tests that pass: the contract', async () => {
    const tests = familyNames.map((family) => `backbones/my-${family}/contract.test.js`);
    const args = ['--test', '--test-reporter=tap', ...tests];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project.folder });
    expect(stdout).toContain(`# pass ${10 * familyNames.length}\n`);
    expect(stdout).toContain('# fail 0\n');
  });
});

describe("the generator of backbones, in Thaw's own workspace", () => {
  it.each(familyNames)('writes a file of the family %s as Prettier leaves it', async (family) => {
    const tree = createTreeWithEmptyWorkspace({ formatter: 'prettier' });
    tree.write(registry, await readFile(join(workspaceRoot, registry), 'utf8'));
    backbone(tree, { name: 'my-net', family, directory: 'unused' });
    const written = read(tree, 'packages/backbones/src/networks/my-net.ts');
    const options = await resolveConfig(join(workspaceRoot, registry));
    expect(await format(written, { ...options, parser: 'typescript' })).toBe(written);
  });

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
