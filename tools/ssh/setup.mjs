/**
 * Sees that OpenSSH's server and client are here, by which `--launcher ssh` is tested. What is missing is installed by apt-get where this is
 * Debian and we are root; where it cannot be had it is said, and the tests of it are skipped. No service is left running.
 *
 *     node tools/ssh/setup.mjs
 */
import { install, isRootOnDebian } from '../debian.mjs';
import { missingPrograms } from './programs.mjs';

if (missingPrograms().length > 0 && isRootOnDebian()) {
  process.stderr.write('Installing OpenSSH with apt-get\n');
  try {
    install('openssh-server', 'openssh-client');
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
  }
}
if (missingPrograms().length > 0)
  process.stderr.write(
    `OpenSSH's server is not on this machine: \`--launcher ssh\` is NOT tested (on Debian: apt-get install openssh-server)\n`,
  );
