import { ThawError, type ProblemCode } from '@thaw/core';

interface Fault {
  /** In what ssh prints. */
  readonly says: RegExp;
  readonly code: ProblemCode;
  readonly message: (host: string) => string;
  readonly remedy: (host: string) => string;
}

/** The first that matches is meant. */
const faults: readonly Fault[] = [
  {
    says: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/,
    code: 'THAW-SSH-HOST-KEY',
    message: (host) => `ssh does not know ${host} by its key`,
    remedy: (host) => `connect once by hand, \`ssh ${host}\`, and compare the fingerprint that it shows`,
  },
  {
    says: /Permission denied|Too many authentication failures/,
    code: 'THAW-SSH-KEY-REFUSED',
    message: (host) => `${host} lets nobody in with the keys that ssh has`,
    remedy: (host) =>
      `put your key there, \`ssh-copy-id ${host}\`, or have an agent that has it, \`ssh-add\``,
  },
  {
    says: /Could not resolve hostname/,
    code: 'THAW-SSH-UNREACHABLE',
    message: (host) => `nobody knows a host ${host}`,
    remedy: () => 'see launcher.ssh.hosts of the spec and of the site file, and Host in ~/.ssh/config',
  },
  {
    says: /(?:)/,
    code: 'THAW-SSH-UNREACHABLE',
    message: (host) => `ssh has not reached ${host}`,
    remedy: (host) => `see that \`ssh ${host} true\` works in a terminal`,
  },
];

/** Where ssh has not come to run anything: in its own words. `code`: what it has ended with, or why it could not be started. */
export function sshProblem(host: string, words: string, code: unknown): ThawError {
  if (code === 'ENOENT')
    return new ThawError({
      code: 'THAW-SSH-NOT-HERE',
      message: 'hosts cannot be asked from this machine',
      expected: 'ssh in PATH',
      found: 'no ssh',
      remedy: 'install OpenSSH, or leave --launcher ssh out',
    });
  const { code: problem, message, remedy } = faults.find(({ says }) => says.test(words))!;
  return new ThawError({
    code: problem,
    message: message(host),
    found: shortened(words),
    remedy: remedy(host),
  });
}

/** Where the host has begun, and could not go on. */
export const hostFailed = (host: string, words: string): ThawError =>
  new ThawError({
    code: 'THAW-SSH-REFUSED',
    message: `${host} could not do what workers need`,
    expected: 'Linux, with bash, ps and setsid',
    found: shortened(words),
  });

/** What workers need lies on a disk that only this machine has. */
export const notShared = (host: string, path: string): ThawError =>
  new ThawError({
    code: 'THAW-SSH-NOT-SHARED',
    message: `${host} does not have what is shared`,
    expected: `that it can read and write ${path}, as this machine can`,
    found: 'it cannot',
    remedy: 'have the store (--store) and Thaw on a file system that all hosts mount at the same path',
  });

/** What comes last says why; banners come first. */
const shortened = (words: string): string => words.split(/\r?\n/).filter(Boolean).slice(-3).join('; ');
