import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Builds the packages through Nx if one has changed since it was built, so that a checkout just runs. */
export function buildIfStale() {
  const folders = readdirSync(path.join(root, 'packages')).map((name) => path.join(root, 'packages', name));
  const isFresh = (folder) => lastChange(folder) < modified(buildInfo(folder));
  if (folders.every(isFresh)) return;
  process.stderr.write('Building Thaw (its sources have changed since the last build) …\n');
  const nx = path.join(root, 'node_modules/nx/dist/bin/nx.js');
  const build = spawnSync(process.execPath, [nx, 'run', 'runner:build'], {
    cwd: root,
    // Without its daemon Nx writes dist anew even from its cache, which is what tells us that it is fresh.
    env: { ...process.env, NX_DAEMON: 'false' },
    encoding: 'utf8',
  });
  if (build.status !== 0) {
    process.stderr.write(`${build.stdout}${build.stderr}`);
    process.exit(1);
  }
  // What tsc found up to date, such as a package whose package.json alone has changed, it leaves as old as it was.
  for (const folder of folders.filter((folder) => !isFresh(folder)))
    utimesSync(buildInfo(folder), new Date(), new Date());
}

/** For vitest: the tests' worker processes and commands run from what is built. */
export const setup = buildIfStale;

const buildInfo = (folder) => path.join(folder, 'dist/tsconfig.tsbuildinfo');

/** When a package's sources last changed, in milliseconds; a folder changes when a file in it goes. */
function lastChange(folder) {
  const sources = readdirSync(path.join(folder, 'src'), { recursive: true, withFileTypes: true })
    .filter(({ name }) => !/\.(spec|fixture)\.ts$/.test(name))
    .map(({ parentPath, name }) => path.join(parentPath, name));
  const files = ['src', 'package.json', 'tsconfig.json'].map((file) => path.join(folder, file));
  return Math.max(...[...files, ...sources].map(modified));
}

const modified = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
