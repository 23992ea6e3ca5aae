import { dirname } from 'node:path/posix';
import type { MlflowClient } from '../mlflow/client.js';
import type { ArtifactLog } from './artifact-log.js';
import type { Difference } from './check-sync.js';

/** By size: contents that people may have made large are not fetched. */
export async function artifactDifferences(
  client: MlflowClient,
  log: ArtifactLog,
  serverRun: string,
): Promise<Difference[]> {
  const expected = log.since(undefined);
  const sizes = new Map<string, number>();
  for (const folder of new Set(expected.map(({ path }) => dirname(path)))) {
    const files = await client.listArtifacts(serverRun, folder === '.' ? '' : folder);
    for (const { path, file_size: size } of files) sizes.set(path, Number(size));
  }
  return expected.flatMap(({ path, bytes }) => {
    const size = sizes.get(path);
    if (size === bytes) return [];
    const server = size === undefined ? 'none' : `${size} bytes`;
    return [{ what: `artifact ${path}`, journal: `${bytes} bytes`, server }];
  });
}
