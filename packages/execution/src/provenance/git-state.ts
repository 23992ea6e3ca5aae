import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What a folder's repository holds. */
export interface GitState {
  readonly commit: string;
  /** Absent where none is checked out. */
  readonly branch?: string;
  /** Whether tracked files differ from it. */
  readonly dirty: boolean;
}

const run = promisify(execFile);

/** None outside of a repository, before its first commit, or without Git. */
export async function gitState(folder: string): Promise<GitState | undefined> {
  const git = async (...args: string[]): Promise<string> => {
    // Git would else write its index anew, and be in the way of a commit that is just being made.
    const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0' };
    return (await run('git', ['-C', folder, ...args], { env, timeout: 10_000 })).stdout.trim();
  };
  try {
    const commit = await git('rev-parse', '--verify', 'HEAD');
    const branch = await git('rev-parse', '--abbrev-ref', 'HEAD');
    const isDirty = (await git('status', '--porcelain', '--untracked-files=no')) !== '';
    return { commit, ...(branch !== 'HEAD' && { branch }), dirty: isDirty };
  } catch {
    return undefined;
  }
}
