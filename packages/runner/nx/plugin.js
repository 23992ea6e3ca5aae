import path from 'node:path';

/**
 * Every spec in a folder `experiments` is a target of the project there: `nx run experiments:xception` sweeps
 * `experiments/xception.yaml`. Plain JavaScript, because Nx loads it before anything is built.
 *
 * @type {import('@nx/devkit').CreateNodesV2}
 */
export const createNodesV2 = [
  '**/experiments/*.yaml',
  (files, _options, { workspaceRoot }) =>
    files.map((file) => [file, { projects: projectOf(file, workspaceRoot) }]),
];

/** The spec's path is absolute: an option of a target means the same wherever the user stands. */
const projectOf = (file, workspaceRoot) => ({
  [path.dirname(file)]: {
    targets: {
      [path.basename(file, '.yaml')]: {
        executor: '@thaw/runner:sweep',
        options: { spec: path.join(workspaceRoot, file) },
        cache: false,
        dependsOn: ['^build'],
        metadata: { description: `Run the sweep of ${file}` },
      },
    },
  },
});
