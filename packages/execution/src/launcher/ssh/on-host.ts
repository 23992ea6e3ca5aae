import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { hostFailed, sshProblem } from './ssh-problems.js';

const run = promisify(execFile);

/** So long a host may take to answer, and so long to do what it is told. */
const connectSeconds = 10;
const patienceMs = 60_000;

/** Nobody may be there to answer: without a key it is refused. */
const options = ['BatchMode=yes', `ConnectTimeout=${connectSeconds}`, 'ServerAliveInterval=10'];

/** What ssh itself ends with where it has not come to run anything. */
const failedItself = 255;

/** What begins with this is said by a script, and not by what else a login prints. */
const mark = 'thaw:';

/** A line of shell that says something to whoever has sent the script. */
export const sayLine = (words: string): string => `echo "${mark}${words}"`;

/**
 * Has a script carried out by `sh` of a host, and returns what it has said by `sayLine`. It goes by the standard input, so that no shell of a
 * user reads it.
 * @throws ThawError in the words of ssh, or of the host.
 */
export async function onHost(host: string, script: string): Promise<readonly string[]> {
  try {
    const running = run(
      'ssh',
      ['-T', ...options.flatMap((option) => ['-o', option]), '--', host, 'exec /bin/sh -s'],
      {
        timeout: patienceMs,
        maxBuffer: 2 ** 24,
      },
    );
    const { stdin } = running.child;
    // Who does not read it has failed, and says why.
    stdin?.on('error', () => {});
    stdin?.end(script);
    const { stdout } = await running;
    return stdout.split('\n').flatMap((line) => (line.startsWith(mark) ? line.slice(mark.length) : []));
  } catch (error) {
    const { code, stderr = '', message } = error as { code?: unknown; stderr?: string; message: string };
    const words = stderr.trim() || message;
    throw code === 'ENOENT' || code === failedItself || typeof code !== 'number'
      ? sshProblem(host, words, code)
      : hostFailed(host, words);
  }
}
