import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReplicaHome } from '@thaw/core';
import { afterAll, beforeAll } from 'vitest';
import { createMlflowClient, type MlflowClient } from '../client.js';
import { mlflowHome } from '../mlflow-home.js';
import { freePort } from '../ui/free-port.js';
import { provisionMlflow } from '../ui/provision-mlflow.js';
import { sharedMlflow } from '../ui/shared-mlflow.fixture.js';
import { startMlflow, type MlflowServer } from '../ui/start-mlflow.js';

export const cacheFolder = process.env['THAW_CACHE'] ?? join(homedir(), '.cache', 'thaw');

/** Provisioning downloads some 400 MB the first time. */
export const provisionTimeoutMs = 600_000;

/** A real MLflow at some address. */
abstract class Server {
  abstract readonly uri: string;

  client(): MlflowClient {
    return createMlflowClient({ uri: this.uri });
  }

  home(): ReplicaHome {
    return mlflowHome(this.client());
  }

  /** What a person does there and Thaw never does. */
  async post(endpoint: string, body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const address = `${this.uri}/api/2.0/mlflow/${endpoint}`;
    const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(await response.text());
  }
}

/** A real MLflow on a database of its own, which can be killed and started again at the same address. */
export class TestServer extends Server {
  #python = '';
  #port = 0;
  #server: MlflowServer | undefined;

  /** Its folder is removed with it. */
  constructor(public folder = '') {
    super();
  }

  /** It is down at first. */
  async provision(): Promise<void> {
    this.#python = await provisionMlflow({ cacheFolder });
    this.folder ||= await mkdtemp(join(tmpdir(), 'thaw-mlflow-'));
    this.#port = await freePort();
  }

  get uri(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async up(): Promise<void> {
    this.#server = await startMlflow({ python: this.#python, folder: this.folder, port: this.#port });
  }

  /** From when it is up next, its address is another. */
  async move(): Promise<void> {
    this.#port = await freePort();
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
}

class SharedServer extends Server {
  uri = '';
}

/** The one that other specs use too (`sharedMlflow`). */
export function sharedServer(): Server {
  const server = new SharedServer();
  beforeAll(async () => {
    server.uri = await sharedMlflow();
  }, provisionTimeoutMs);
  return server;
}

/** For the tests of one file, which may kill it: there before the first of them, and up unless it shall be `down`; removed after the last. */
export function testServer(at: 'up' | 'down' = 'up'): TestServer {
  const server = new TestServer();
  beforeAll(async () => {
    await server.provision();
    if (at === 'up') await server.up();
  }, provisionTimeoutMs);
  afterAll(() => server.remove());
  return server;
}
