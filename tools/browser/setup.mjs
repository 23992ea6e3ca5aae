/**
 * Prints the path of a Chromium for tests and pictures. Where there is none, and this is Debian and we are root, it is
 * installed by apt-get; elsewhere it is said what to install.
 *
 *     node tools/browser/setup.mjs    →    /usr/bin/chromium
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const found = find() ?? (isRootOnDebian() ? install() : undefined);
if (!found) {
  process.stderr.write('There is no Chromium. Install it, on Debian by: apt-get install chromium\n');
  process.exit(1);
}
process.stdout.write(`${found}\n`);

function find() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isRootOnDebian() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version');
}

/** Two test files may want it at once: apt-get waits for the lock of the other. */
function install() {
  process.stderr.write('Installing Chromium with apt-get\n');
  const apt = (...args) =>
    execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-qq', ...args], {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  apt('update');
  apt(
    'install',
    '--yes',
    '--no-install-recommends',
    'chromium',
    'fonts-liberation',
    'fonts-noto-color-emoji',
  );
  return find();
}
