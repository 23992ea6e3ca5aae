import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const built = new URL('../dist/nx/create-nodes.js', import.meta.url);

const script = `
  import { text } from 'node:stream/consumers';
  const { createNodes } = await import('${built}');
  const [files, options, context] = JSON.parse(await text(process.stdin));
  console.log(JSON.stringify(await createNodes(files, options, context, { isOfWorkspace: true })));
`;

/**
 * In a checkout of Thaw itself. Nx starts a plugin of the workspace with the condition by which its tools find sources; what is
 * built finds what is built in a process of its own.
 */
export async function createNodes(files, options, { workspaceRoot }) {
  if (!existsSync(built)) return files.map(whatBuildsFirst);
  const env = { ...process.env, NODE_OPTIONS: '' };
  return new Promise((resolve, reject) => {
    const args = ['--input-type=module', '--eval', script];
    const child = execFile(process.execPath, args, { env, maxBuffer: 1e9 }, (error, stdout) =>
      error ? reject(error) : resolve(JSON.parse(stdout)),
    );
    child.stdin.end(JSON.stringify([files, options ?? {}, { workspaceRoot }]));
  });
}

/** Before anything is built a spec is a target all the same; running it builds, and then there are the others. */
function whatBuildsFirst(file) {
  const folder = path.dirname(file);
  if (path.basename(folder) !== 'experiments') return [file, {}];
  const target = { executor: '@thaw/runner:sweep', options: { spec: file }, dependsOn: ['^build'] };
  const targets = { [path.parse(file).name]: target };
  return [file, { projects: { [folder]: { root: folder, targets } } }];
}
