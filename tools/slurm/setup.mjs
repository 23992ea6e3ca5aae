/**
 * Sees that Slurm is here, by which `--launcher slurm` is tested. What is missing is installed by apt-get where this is Debian and we are
 * root; where it cannot be had it is said, and the tests of it are skipped.
 *
 *     node tools/slurm/setup.mjs
 */
import { findProgram, install, isRootOnDebian } from '../debian.mjs';
import { programs } from './programs.mjs';

/** Daemons lie in folders of root. */
process.env.PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
const missing = () => programs.filter((name) => !findProgram(name));

if (missing().length > 0 && isRootOnDebian()) {
  process.stderr.write('Installing Slurm with apt-get\n');
  try {
    install('slurm-wlm', 'munge');
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
  }
}
if (missing().length > 0)
  process.stderr.write(
    `Slurm is not on this machine: \`--launcher slurm\` is NOT tested (on Debian: apt-get install slurm-wlm munge)\n`,
  );
