import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const stamp = path.join(root, 'node_modules/.cache/thaw/built');

/** Builds the packages through Nx if anything in them has changed since this was last done, so that a checkout just runs. */
export function buildIfStale() {
  const packages = readdirSync(path.join(root, 'packages')).map((name) => path.join(root, 'packages', name));
  const built = packages.every((folder) => modified(path.join(folder, 'dist/index.js')) > 0);
  if (built && Math.max(...packages.map(lastChange)) < modified(stamp)) return;

  const started = new Date();
  process.stderr.write('Building Thaw (its sources have changed since the last build) …\n');
  const nx = path.join(root, 'node_modules/nx/dist/bin/nx.js');
  const build = spawnSync(process.execPath, [nx, 'run', 'runner:build'], {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false' },
    encoding: 'utf8',
  });
  if (build.status !== 0) {
    process.stderr.write(`${build.stdout}${build.stderr}`);
    process.exit(1);
  }
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
  utimesSync(stamp, started, started);
}

/** When a package's sources, with the folders that lose a deleted file, last changed; milliseconds. */
function lastChange(folder) {
  const sources = readdirSync(path.join(folder, 'src'), { recursive: true }).filter(
    (file) => !file.endsWith('.spec.ts'),
  );
  const files = [...sources.map((file) => path.join('src', file)), 'package.json', 'tsconfig.json'];
  return Math.max(...files.map((file) => modified(path.join(folder, file))));
}

const modified = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
