import { cacheFolder } from '@thaw/execution/environment';
import { provisionMlflow } from '@thaw/tracker';
import { execFile, spawn } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** A Python that has MLflow and what it loads a model with: the environment of Keras or of ONNX, with that of MLflow behind it. */
export interface Python {
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The environments are pinned to the same versions of all that they share, so neither needs a third one. */
export async function pythonWithBoth(tool: 'keras' | 'onnx', trackingUri: string): Promise<Python> {
  const setup = script(`../../../../tools/${tool}/setup.mjs`);
  const python = (await run(process.execPath, [setup])).stdout.trim();
  const mlflow = await provisionMlflow({ cacheFolder: cacheFolder(process.env) });
  const sitePackages = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  const { stdout } = await run(mlflow, ['-c', sitePackages]);
  return {
    command: python,
    env: { ...process.env, PYTHONPATH: stdout.trim(), MLFLOW_TRACKING_URI: trackingUri },
  };
}

export interface Predicted {
  /** By how the model was loaded: rows of probabilities. */
  readonly probabilities: Readonly<Record<string, number[][]>>;
  /** How many wrong inputs were refused. */
  readonly refused: number;
}

export async function predict({ command, env }: Python, args: readonly string[]): Promise<Predicted> {
  const { stdout } = await run(command, [script('predict.py'), ...args], { env, maxBuffer: 2 ** 26 });
  return JSON.parse(stdout) as Predicted;
}

export interface PredictedByOnnx {
  readonly probabilities: number[][];
  readonly metadata: Readonly<Record<string, unknown>>;
}

export async function predictByOnnx(
  { command, env }: Python,
  args: readonly string[],
): Promise<PredictedByOnnx> {
  const { stdout } = await run(command, [script('predict_onnx.py'), ...args], { env });
  return JSON.parse(stdout) as PredictedByOnnx;
}

export interface ModelServer {
  readonly uri: string;
  stop(): void;
}

/** `mlflow models serve`. It calls uvicorn by name, which a renamed environment has as a module alone. */
export async function serveModel(
  { command, env }: Python,
  model: string,
  folder: string,
): Promise<ModelServer> {
  const programs = join(folder, 'programs');
  await mkdir(programs);
  await writeFile(join(programs, 'uvicorn'), `#!/bin/sh\nexec '${command}' -m uvicorn "$@"\n`);
  await chmod(join(programs, 'uvicorn'), 0o755);
  const port = await freePort();
  const args = ['-m', 'mlflow', 'models', 'serve', '-m', model, '--env-manager', 'local', '-p', `${port}`];
  const server = spawn(command, args, {
    env: { ...env, PATH: `${programs}:${env['PATH']}` },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const uri = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${uri}/ping`).catch(() => undefined))?.ok) {
    if (server.exitCode !== null) throw new Error(said);
    await sleep(200);
  }
  return { uri, stop: () => process.kill(-server.pid!, 'SIGKILL') };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
