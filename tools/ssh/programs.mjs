import { delimiter } from 'node:path';
import { findProgram } from '../debian.mjs';

const programs = ['ssh', 'ssh-keygen', 'sshd'];

/** Where one of them is; daemons lie in folders of root. */
export function programAt(name) {
  const before = process.env.PATH;
  process.env.PATH = [before, '/usr/sbin', '/sbin'].join(delimiter);
  const found = findProgram(name);
  process.env.PATH = before;
  return found;
}

/** What hosts on one machine are made of that is not here. */
export const missingPrograms = () => programs.filter((name) => !programAt(name));
