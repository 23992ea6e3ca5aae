import { ThawError, type Problem } from '@thaw/core';

interface Kind {
  readonly code: Problem['code'];
  readonly remedy: string;
}

const elsewhere = 'name another place: --store, --out, THAW_CACHE or TMPDIR, whichever it came from';
const denied: Kind = { code: 'THAW-FILES-DENIED', remedy: `give yourself the rights there, or ${elsewhere}` };
const noPath: Kind = { code: 'THAW-FILES-PATH', remedy: `correct the path, or ${elsewhere}` };
const full: Kind = { code: 'THAW-FILES-FULL', remedy: `make room, or ${elsewhere}` };
const tooMany: Kind = {
  code: 'THAW-FILES-TOO-MANY-OPEN',
  remedy: 'raise the limit on open files, as with `ulimit -n 4096`, and run the same command again',
};

/** What of all that the system may answer people can act on, by its name. */
const kinds: ReadonlyMap<string, Kind> = new Map([
  ['EACCES', denied],
  ['EPERM', denied],
  ['EROFS', { code: 'THAW-FILES-READ-ONLY', remedy: elsewhere }],
  ['ENOTDIR', noPath],
  ['EISDIR', noPath],
  ['EEXIST', noPath],
  ['ENOENT', noPath],
  ['ENAMETOOLONG', noPath],
  ['ELOOP', noPath],
  ['ENOSPC', full],
  ['EDQUOT', full],
  ['EMFILE', tooMany],
  ['ENFILE', tooMany],
]);

const doings: ReadonlyMap<string, string> = new Map([
  ['open', 'opened'],
  ['read', 'read'],
  ['scandir', 'listed'],
  ['opendir', 'listed'],
  ['stat', 'looked at'],
  ['lstat', 'looked at'],
  ['access', 'used'],
  ['realpath', 'followed'],
  ['readlink', 'followed'],
  ['write', 'written'],
  ['copyfile', 'written'],
  ['fsync', 'written'],
  ['fdatasync', 'written'],
  ['ftruncate', 'written'],
  ['mkdir', 'made'],
  ['mkdtemp', 'made'],
  ['link', 'made'],
  ['rename', 'renamed'],
  ['unlink', 'removed'],
  ['rm', 'removed'],
  ['rmdir', 'removed'],
  ['utime', 'changed'],
  ['futime', 'changed'],
  ['chmod', 'changed'],
  ['statfs', 'looked at'],
]);

/** What a file system has refused, as a problem of whoever uses Thaw and not of Thaw; nothing for any other error. */
export function fileProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = '', syscall = '', path } = error as NodeJS.ErrnoException;
  const kind = kinds.get(code);
  const done = doings.get(syscall);
  if (!kind || !done) return undefined;
  const message = `${path ?? 'a file'} cannot be ${done}`;
  return { code: kind.code, message, found: error.message, remedy: kind.remedy };
}

/** The one boundary: whatever a command throws passes it, here and in workers. */
export function withFileProblems(error: unknown): unknown {
  const problem = error instanceof ThawError ? undefined : fileProblem(error);
  return problem ? new ThawError(problem, { cause: error }) : error;
}
