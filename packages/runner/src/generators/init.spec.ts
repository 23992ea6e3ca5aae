import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import type { Tree } from '@nx/devkit';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeEach, describe, expect, it } from 'vitest';
import { removeEnvLines } from '../migrations/remove-env-lines.js';
import { init } from './init.js';

let tree: Tree;
beforeEach(() => void (tree = createTreeWithEmptyWorkspace()));
const plugins = () => (JSON.parse(tree.read('nx.json', 'utf8')!) as { plugins?: unknown }).plugins;

describe('setting a workspace up', () => {
  it('adds the plugin, keeps the store out of git, and is done once', () => {
    tree.write('nx.json', '{ "plugins": [{ "plugin": "@nx/vite" }], "defaultBase": "main" }');
    tree.write('.gitignore', 'dist');
    for (const _ of [1, 2]) init(tree, {});
    expect(JSON.parse(tree.read('nx.json', 'utf8')!)).toEqual({
      ...{ plugins: [{ plugin: '@nx/vite' }, '@thaw/runner/nx'], defaultBase: 'main' },
    });
    expect(tree.read('.gitignore', 'utf8')).toBe('dist\n\n# What Thaw has computed\n.thaw\n');
    expect(tree.exists('experiments')).toBe(false);
  });

  it('leaves what is set already as it is', () => {
    const written = '{ "plugins": [{ "plugin": "@thaw/runner/nx", "options": { "specs": "x/*.yaml" } }] }';
    tree.write('nx.json', written);
    tree.write('.gitignore', '/.thaw/\n');
    tree.write('experiments/a.yaml', 'name: a\n');
    init(tree, { experiments: true });
    expect([tree.read('nx.json', 'utf8'), tree.read('.gitignore', 'utf8')]).toEqual([written, '/.thaw/\n']);
    expect(tree.children('experiments')).toEqual(['a.yaml']);
  });

  it('makes a folder for specs if it is wanted', () => {
    tree.delete('.gitignore');
    init(tree, { experiments: true });
    expect(tree.children('experiments')).toEqual(['.gitkeep']);
    expect(plugins()).toEqual(['@thaw/runner/nx']);
  });

  it('says what is to be added by hand where nx.json has comments', () => {
    tree.write('nx.json', '{\n  // ours\n  "plugins": []\n}');
    expect(() => init(tree, {})).toThrow('add "@thaw/runner/nx" to its "plugins" by hand');
  });
});

describe('a workspace from before 0.2', () => {
  const lines = 'NX_NATIVE_COMMAND_RUNNER=false\nNX_PROCESS_KILL_GRACE_PERIOD=60000\n';

  it.each([
    [lines, null],
    [`OTHER=1\n${lines}LAST=2\n`, 'OTHER=1\nLAST=2\n'],
    ['NX_NATIVE_COMMAND_RUNNER=false\n', 'NX_NATIVE_COMMAND_RUNNER=false\n'],
    [lines.replace('60000', '1000'), lines.replace('60000', '1000')],
  ])(
    'loses the lines of .env that Ctrl-C needed, if it has both as the documentation had them: %j',
    (before, after) => {
      tree.write('.env', before);
      removeEnvLines(tree);
      expect(tree.read('.env', 'utf8')).toBe(after);
    },
  );

  it('may have no .env', () => {
    removeEnvLines(tree);
    expect(tree.exists('.env')).toBe(false);
  });
});

describe('nx migrate', () => {
  const require = createRequire(import.meta.url);
  const read = <Value>(file: string) => require(`../../${file}`) as Value;
  const { version, ...manifest } = read<{
    version: string;
    'nx-migrations': { packageGroup: readonly string[] };
  }>('package.json');

  it('takes all packages of Thaw to one version', () => {
    const others = readdirSync(new URL('../../..', import.meta.url)).filter((name) => name !== 'runner');
    expect(manifest['nx-migrations'].packageGroup).toEqual(others.map((name) => `@thaw/${name}`).toSorted());
    const versions = others.map((name) => read<{ version: string }>(`../${name}/package.json`).version);
    expect(new Set([version, ...versions]).size).toBe(1);
  });

  it('passes over no migration of this version, as it does over those of a later one', () => {
    const { generators } = read<{ generators: Record<string, { version: string }> }>('migrations.json');
    const compare = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });
    const versions = Object.values(generators).map((each) => each.version);
    expect(versions.filter((each) => compare(each, version) > 0)).toEqual([]);
    expect(versions.toSorted(compare)).toEqual(versions);
  });
});
