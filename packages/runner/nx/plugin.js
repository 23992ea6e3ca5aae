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
        // A second file of that name, `xception.yml` or one deeper in the project, is called by its whole one, and so is
        // `build.yaml` where the project has a target or a script `build`: Nx would make one target of both.
        const stem = path.parse(file).name;
        const isTaken = taken.has(path.join(root, stem)) || hasTarget(path.join(workspaceRoot, root), stem);
        const name = isTaken ? path.relative(root, file) : stem;
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
  return (
    existsSync(path.join(workspaceRoot, 'project.json')) || 'nx' in readJson(workspaceRoot, 'package.json')
  );
}

/** Whether the project says of itself that it has such a target; Nx makes targets of the scripts of a package too. */
function hasTarget(root, name) {
  const { scripts, nx } = readJson(root, 'package.json');
  const tables = [readJson(root, 'project.json').targets, nx?.targets, scripts];
  return tables.some((table) => table instanceof Object && Object.hasOwn(table, name));
}

/** What a file of a project holds; nothing where there is none, or Nx will say itself that it is no JSON. */
function readJson(folder, name) {
  try {
    return Object(JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
  } catch {
    return {};
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
