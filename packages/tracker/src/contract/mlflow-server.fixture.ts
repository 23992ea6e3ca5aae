import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMlflowClient, type MlflowClient } from '../mlflow/client.js';
import { freePort } from '../ui/free-port.js';
import { provisionMlflow } from '../ui/provision-mlflow.js';
import { startMlflow, type MlflowServer } from '../ui/start-mlflow.js';

export const cacheFolder = process.env['THAW_CACHE'] ?? join(homedir(), '.cache', 'thaw');

/** Provisioning downloads some 400 MB the first time. */
export const provisionTimeoutMs = 600_000;

/** A real MLflow on a database of its own, which can be killed and started again at the same address. */
export class TestServer {
  #server: MlflowServer | undefined;

  private constructor(
    private readonly python: string,
    readonly folder: string,
    private port: number,
  ) {}

  /** It is down at first. Its folder is removed with it. */
  static async provision(folder?: string): Promise<TestServer> {
    const python = await provisionMlflow({ cacheFolder });
    const place = folder ?? (await mkdtemp(join(tmpdir(), 'thaw-mlflow-')));
    return new TestServer(python, place, await freePort());
  }

  get uri(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async up(): Promise<void> {
    this.#server = await startMlflow({ python: this.python, folder: this.folder, port: this.port });
  }

  /** From when it is up next, its address is another. */
  async move(): Promise<void> {
    this.port = await freePort();
  }

  /** As the machine would: at once and in the middle of whatever it does. */
  async kill(): Promise<void> {
    process.kill(-this.#server!.processGroup, 'SIGKILL');
    await this.#server!.stop();
  }

  async remove(): Promise<void> {
    await this.#server?.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  client(): MlflowClient {
    return createMlflowClient({ uri: this.uri });
  }

  /** What a person does there and Thaw never does. */
  async post(endpoint: string, body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const address = `${this.uri}/api/2.0/mlflow/${endpoint}`;
    const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(await response.text());
  }
}
