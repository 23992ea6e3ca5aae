/**
 * Sees that zsh, fish and systemd are here, whose completion and timers tests try. What is missing is installed by apt-get where this
 * is Debian and we are root; where it cannot be had it is said, and the tests of it are skipped.
 *
 *     node tools/shells/setup.mjs
 */
import { findProgram, install, isRootOnDebian } from '../debian.mjs';

/** By the package, the program that the tests call. */
const programs = { zsh: 'zsh', fish: 'fish', systemd: 'systemd-analyze' };
const missing = () => Object.keys(programs).filter((name) => !findProgram(programs[name]));

if (missing().length > 0 && isRootOnDebian()) {
  process.stderr.write(`Installing ${missing().join(', ')} with apt-get\n`);
  try {
    install(...missing());
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
  }
}
for (const name of missing())
  process.stderr.write(
    `${name} is not on this machine: what needs it is NOT tested (on Debian: apt-get install ${name})\n`,
  );
