import { dirname } from 'node:path/posix';
import type { JournaledArtifacts, ReplicaDifference } from '@thaw/core';
import type { MlflowClient } from '../client.js';

/** By size, as far as it is known: contents that people may have made large are not fetched. */
export async function artifactDifferences(
  client: MlflowClient,
  log: JournaledArtifacts,
  serverRun: string,
): Promise<ReplicaDifference[]> {
  const expected = log.since(undefined);
  const sizes = new Map<string, number>();
  for (const folder of new Set(expected.map(({ path }) => dirname(path)))) {
    const files = await client.listArtifacts(serverRun, folder === '.' ? '' : folder);
    for (const { path, file_size: size } of files) sizes.set(path, Number(size));
  }
  return expected.flatMap(({ path, bytes }) => {
    const size = sizes.get(path);
    if (size !== undefined && (bytes ?? size) === size) return [];
    const server = size === undefined ? 'none' : `${size} bytes`;
    const journal = bytes === undefined ? 'a picture' : `${bytes} bytes`;
    return [{ what: `artifact ${path}`, journal, server }];
  });
}
