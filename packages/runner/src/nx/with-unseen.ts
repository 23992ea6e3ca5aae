import type { Hash, HasherContext, Task } from '@nx/devkit';
import { contentHash, own } from '@thaw/core';
import { workspaceFolder } from '../api/workspace-folder.js';
import { specsOptions, storeOptions } from '../cli/common-options.js';
import { readOptions } from '../cli/read-options.js';
import { chooseSpecs } from '../spec-files/choose-specs.js';
import { optionsOf, withPaths } from './target-options.js';
import { unseen } from './unseen.js';

const table = { ...specsOptions, ...storeOptions };

/**
 * Nx's hash of a task that validates or plans, with what it depends on besides: images, weights and whatever a spec names that
 * git ignores or that lies outside of the workspace, and what is stored.
 */
export async function withUnseen(
  hash: Hash,
  { target, overrides }: Pick<Task, 'target' | 'overrides'>,
  { projectGraph }: Pick<HasherContext, 'projectGraph'>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Hash> {
  const cwd = process.cwd();
  const workspace = workspaceFolder(cwd);
  const configuration = own(own(projectGraph.nodes, target.project)!.data.targets, target.target)!;
  const ofTarget = withPaths(table, optionsOf(configuration, target.configuration), workspace);
  const read = readOptions(table, { ...ofTarget, ...(overrides as object) }, cwd);
  // What is called wrongly says so, and is not stored.
  if ('problems' in read) return hash;
  const command = configuration.executor!.split(':')[1]!;
  const { spec: names, set, store } = read.values;
  const onNotice = () => {};
  const chosen = await chooseSpecs(names, { cwd, env, onNotice }).catch(() => undefined);
  if (!chosen) return hash;
  const around = { command, set, store, cwd, workspace, env };
  const digest = contentHash(await Promise.all(chosen.files.map((spec) => unseen({ ...around, spec }))));
  return {
    ...hash,
    value: contentHash([hash.value, digest]),
    details: { ...hash.details, runtime: { ...hash.details.runtime, 'thaw: what Nx does not see': digest } },
  };
}
