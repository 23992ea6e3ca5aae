/**
 * Prints the path of a Chromium for tests and pictures. Where there is none, and this is Debian and we are root, it is
 * installed by apt-get; elsewhere it is said what to install.
 *
 *     node tools/browser/setup.mjs    →    /usr/bin/chromium
 */
import { findProgram, install, isRootOnDebian } from '../debian.mjs';

const find = () => findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
let found = find();
if (!found && isRootOnDebian()) {
  process.stderr.write('Installing Chromium with apt-get\n');
  install('chromium', 'fonts-liberation', 'fonts-noto-color-emoji');
  found = find();
}
if (!found) {
  process.stderr.write('There is no Chromium. Install it, on Debian by: apt-get install chromium\n');
  process.exit(1);
}
process.stdout.write(`${found}\n`);
