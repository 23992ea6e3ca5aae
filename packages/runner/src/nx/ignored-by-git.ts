import { spawn } from 'node:child_process';

/** Which of these files git, and so Nx, passes over. All, where there is no git to ask. */
export async function ignoredByGit(paths: readonly string[], folder: string): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const git = spawn('git', ['check-ignore', '-z', '--stdin'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const chunks: Buffer[] = [];
  git.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<number | null>((resolve) => {
    git.on('close', resolve).on('error', () => resolve(null));
  });
  // One that ends early, as outside of a repository, does not read to the end.
  git.stdin.on('error', () => {});
  git.stdin.end(paths.join('\0'));
  const code = await ended;
  if (code !== 0 && code !== 1) return new Set(paths);
  return new Set(Buffer.concat(chunks).toString('utf8').split('\0').filter(Boolean));
}
