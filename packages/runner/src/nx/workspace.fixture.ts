import type { TargetConfiguration } from '@nx/devkit';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createNodes } from './create-nodes.js';
import type { PluginOptions } from './plugin-options.js';

/** A folder of files, as Nx gives them to the plugin. */
export class Workspace {
  readonly root = mkdtempSync(join(tmpdir(), 'thaw-nx-'));
  readonly #files: string[] = [];

  write(file: string, text: string | Buffer): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
    this.#files.push(file);
  }

  /** The targets that the plugin makes, by project and name. */
  async targets(
    options?: PluginOptions,
    isOfWorkspace = false,
  ): Promise<Record<string, Record<string, TargetConfiguration>>> {
    const files = this.#files.filter((file) => /\.ya?ml$/.test(file));
    const nodes = await createNodes(files, options, { workspaceRoot: this.root }, { isOfWorkspace });
    const found: Record<string, Record<string, TargetConfiguration>> = {};
    for (const [, { projects = {} }] of nodes)
      for (const [root, { targets }] of Object.entries(projects))
        found[root] = { ...found[root], ...targets };
    return found;
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}

export const specText = `name: flowers
data: { root: ../../../images }
backbone: { name: mobilenetv2, weights: random }
phases: [{ name: head, epochs: 1 }]
`;
