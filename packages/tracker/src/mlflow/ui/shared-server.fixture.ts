import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { provisionMlflow } from './provision-mlflow.js';
import { startMlflow } from './start-mlflow.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Who asks there is told the address of the MLflow that all specs of a package share. */
    mlflowAt: string;
  }
}

/**
 * Global setup of integration specs: one real MLflow for all that share it (`sharedMlflow`), since it takes longer to
 * start than most of them take. It starts when the first of them asks, and ends after the last.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-mlflow-'));
  const start = async () => {
    const cacheFolder = process.env['THAW_CACHE'] ?? join(homedir(), '.cache', 'thaw');
    return startMlflow({ python: await provisionMlflow({ cacheFolder }), folder });
  };
  let server: ReturnType<typeof start> | undefined;
  const door = createServer((_, response) => {
    server ??= start();
    server.then(
      ({ uri }) => response.end(uri),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  project.provide('mlflowAt', `http://127.0.0.1:${(door.address() as AddressInfo).port}`);
  return async () => {
    door.close();
    await server?.then(
      (started) => started.stop(),
      () => {},
    );
    await rm(folder, { recursive: true, force: true });
  };
}
