import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { workspaceFolder } from './workspace-folder.js';

describe('workspaceFolder', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'thaw-workspace-'));
  const inside = path.join(root, 'experiments/birds');
  mkdirSync(inside, { recursive: true });
  afterAll(() => rmSync(root, { recursive: true }));

  const project = path.dirname(inside);
  const writeManifest = (manifest: unknown) =>
    writeFileSync(path.join(project, 'package.json'), JSON.stringify(manifest));

  it('is the folder itself outside of any project', () => {
    expect(workspaceFolder(inside)).toBe(inside);
    writeManifest({ name: 'experiments', dependencies: { yaml: '2' } });
    expect(workspaceFolder(inside)).toBe(inside);
    writeManifest('none that npm could read');
    expect(workspaceFolder(inside)).toBe(inside);
  });

  it('is the Git repository around it', () => {
    mkdirSync(path.join(root, '.git'));
    expect(workspaceFolder(inside)).toBe(root);
  });

  it.each(['dependencies', 'devDependencies'])(
    'is the nearest npm project that has Thaw in its %s',
    (kind) => {
      writeManifest({ [kind]: { '@thaw/runner': '^0.1.0' } });
      expect(workspaceFolder(inside)).toBe(project);
      expect(workspaceFolder(project)).toBe(project);
    },
  );

  it('is the Nx workspace around it, whichever of its projects depends on Thaw', () => {
    writeFileSync(path.join(root, 'nx.json'), '{}');
    expect(workspaceFolder(inside)).toBe(root);
    expect(workspaceFolder(root)).toBe(root);
  });
});
