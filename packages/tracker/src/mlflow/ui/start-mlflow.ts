import { makeFolder } from '@thaw/locks';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ThawError } from '@thaw/core';
import { freePort } from './free-port.js';

export interface MlflowServer {
  readonly uri: string;
  /** Of the group of its processes. */
  readonly processGroup: number;
  /** Ends all its processes and waits until they are gone. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** From `provisionMlflow`. */
  readonly python: string;
  /** Holds `mlflow.db`, `artifacts/` and `server.log`. */
  readonly folder: string;
  /** A free one if not given. */
  readonly port?: number;
  readonly signal?: AbortSignal;
}

const startTimeoutMs = 120_000;
const killAfterMs = 5_000;

/**
 * Starts MLflow on an embedded SQLite database, on loopback only, and waits until it answers (some 6 s).
 * @throws ThawError `THAW-TRACKING-PORT-IN-USE`, `THAW-TRACKING-SERVER-DIED`.
 */
export async function startMlflow(options: StartOptions): Promise<MlflowServer> {
  const folder = resolve(options.folder);
  const port = await freePort(options.port);
  await makeFolder(folder);
  const logFile = join(folder, 'server.log');
  const child = await spawnServer(options.python, folder, port, logFile);
  const killWithUs = (): boolean => signalGroup(child, 'SIGKILL');
  process.once('exit', killWithUs);
  const stop = async (): Promise<void> => {
    await stopGroup(child);
    process.off('exit', killWithUs);
  };

  const uri = `http://127.0.0.1:${port}`;
  try {
    await untilHealthy(uri, child, logFile, options.signal);
    return { uri, processGroup: child.pid!, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function spawnServer(
  python: string,
  folder: string,
  port: number,
  logFile: string,
): Promise<ChildProcess> {
  const log = await open(logFile, 'a');
  try {
    const child = spawn(python, serverArguments(folder, port), {
      cwd: folder,
      env: serverEnvironment(),
      // A group of its own: MLflow runs its workers as children, and all of them have to end.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await once(child, 'spawn');
    return child;
  } catch (error) {
    throw serverDied((error as Error).message, logFile);
  } finally {
    await log.close();
  }
}

const serverArguments = (folder: string, port: number): string[] => [
  ...['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
  ...['--backend-store-uri', `sqlite:///${join(folder, 'mlflow.db')}`],
  ...['--artifacts-destination', join(folder, 'artifacts'), '--serve-artifacts'],
];

/** Without what addresses another server, and without what phones out or starts job runners. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('MLFLOW_'));
  return {
    ...Object.fromEntries(inherited),
    MLFLOW_DISABLE_TELEMETRY: 'true',
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
  };
}

async function untilHealthy(
  uri: string,
  child: ChildProcess,
  logFile: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const start = Date.now(); Date.now() - start < startTimeoutMs && !hasExited(child);) {
    signal?.throwIfAborted();
    const answer = await fetch(`${uri}/health`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  const log = await readFile(logFile, 'utf8');
  throw serverDied(log.trim().split('\n').slice(-3).join('\n'), logFile);
}

const serverDied = (found: string, logFile: string): ThawError =>
  new ThawError({
    code: 'THAW-TRACKING-SERVER-DIED',
    message: 'the MLflow server did not come up',
    expected: `an answer within ${startTimeoutMs / 1000} s`,
    found,
    remedy: `Its log is ${logFile}.`,
  });

const hasExited = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-child.pid!, signal);
  } catch {
    return false;
  }
}

async function stopGroup(child: ChildProcess): Promise<void> {
  const ended = hasExited(child) ? undefined : once(child, 'exit');
  signalGroup(child, 'SIGTERM');
  for (const start = Date.now(); signalGroup(child, 0) && Date.now() - start < killAfterMs;) await sleep(50);
  signalGroup(child, 'SIGKILL');
  await ended;
}
