import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isMap, parseDocument } from 'yaml';

/**
 * Every spec in a folder `experiments` is a target: `nx run pets:xception` sweeps `libs/pets/experiments/xception.yaml`.
 * It belongs to the project that the file lies in; where it lies in none, its folder is a project of its own, named by
 * its path: `nx run experiments:xception`. Other YAML is nobody's business here, whatever it holds. Plain JavaScript,
 * because Nx loads it before anything is built.
 *
 * @type {import('@nx/devkit').CreateNodesV2}
 */
export const createNodesV2 = [
  '**/experiments/*.{yaml,yml}',
  (files, _options, { workspaceRoot }) => {
    const taken = new Set();
    return files
      .filter((file) => isSpec(path.join(workspaceRoot, file)))
      .sort()
      .map((file) => {
        const root = projectRoot(path.dirname(file), workspaceRoot);
        // A second file of that name, `xception.yml` or one deeper in the project, is called by its whole one.
        const stem = path.parse(file).name;
        const name = taken.has(path.join(root, stem)) ? path.relative(root, file) : stem;
        taken.add(path.join(root, name));
        return [file, { projects: { [root]: projectWith(root, name, file, workspaceRoot) } }];
      });
  },
];

/** The keys of a spec; with two of them, one that is mistyped or not written yet takes no target away. */
const keys = ['backbone', 'data', 'phases'];

function isSpec(file) {
  try {
    const text = readFileSync(file, 'utf8');
    if (keys.filter((key) => text.includes(key)).length < 2) return false;
    const { contents } = parseDocument(text, { logLevel: 'silent' });
    return isMap(contents) && keys.filter((key) => contents.has(key)).length >= 2;
  } catch {
    // Gone since Nx listed it, or unreadable.
    return false;
  }
}

/** The nearest folder that is a project; the workspace's own is one only if Nx takes it for one. */
function projectRoot(folder, workspaceRoot) {
  for (let candidate = folder; candidate !== '.'; candidate = path.dirname(candidate)) {
    const has = (name) => existsSync(path.join(workspaceRoot, candidate, name));
    if (has('project.json') || has('package.json')) return candidate;
  }
  return isRootProject(workspaceRoot) ? '.' : folder;
}

function isRootProject(workspaceRoot) {
  if (existsSync(path.join(workspaceRoot, 'project.json'))) return true;
  try {
    return 'nx' in JSON.parse(readFileSync(path.join(workspaceRoot, 'package.json'), 'utf8'));
  } catch {
    return false;
  }
}

/** The name holds only where the project has none of its own. The spec's path is absolute: an option of a target means the same wherever the user stands. */
const projectWith = (root, name, file, workspaceRoot) => ({
  ...(root !== '.' && { name: root }),
  targets: {
    [name]: {
      executor: '@thaw/runner:sweep',
      options: { spec: path.join(workspaceRoot, file) },
      cache: false,
      dependsOn: ['^build'],
      metadata: { description: `Run the sweep of ${file}` },
    },
  },
});
