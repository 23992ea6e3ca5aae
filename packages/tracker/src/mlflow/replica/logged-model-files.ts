import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { shortHash, type ArtifactContent, type TrackerEvent } from '@thaw/core';
import type { LoggedModel, LoggedModels } from '../logged-models.js';

export type ModelEvent = Extract<TrackerEvent, { type: 'model' }>;

/** The file that makes a folder a model; it says which other files there are. */
const manifestName = 'MLmodel';

/** Tells models with other files apart. */
export const markOf = ({ files }: ModelEvent): string =>
  shortHash(
    Object.entries(files)
      .map(([path, { file, content }]) => [path, file?.sha256 ?? content])
      .toSorted(),
  );

/** The first file that is gone or is not what it was. Paths start from the journals' folder. */
export async function firstLost({ files }: ModelEvent, journals: string): Promise<string | undefined> {
  for (const { file } of Object.values(files)) {
    if (file && !(await isWhole(join(journals, file.path), file.sha256))) return file.path;
  }
  return undefined;
}

/** Sends all files, as those of an upload that was cut off may be torn; what makes it a model comes last. */
export async function uploadFiles(
  model: LoggedModel,
  { files }: ModelEvent,
  models: LoggedModels,
  journals: string,
): Promise<void> {
  const entries = Object.entries(files).toSorted(
    ([a], [b]) => Number(a === manifestName) - Number(b === manifestName),
  );
  for (const [path, content] of entries) {
    if (content.file) {
      const { bytes, path: place } = content.file;
      await models.putFile(model, path, { path: join(journals, place), bytes });
    } else {
      const added = path === manifestName ? origin(model) : '';
      await models.putFile(model, path, Buffer.concat([inline(content), Buffer.from(added)]));
    }
  }
}

const inline = ({ content, encoding }: ArtifactContent & { readonly content: string }): Buffer =>
  Buffer.from(content, encoding);

/** MLflow's own client writes the same three into MLmodel: with them a loaded model knows where it comes from. */
const origin = ({ info: { artifact_uri, model_id, source_run_id } }: LoggedModel): string =>
  Object.entries({ artifact_path: artifact_uri, model_id, run_id: source_run_id })
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');

async function isWhole(path: string, sha256: string): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
    return hash.digest('hex') === sha256;
  } catch {
    return false;
  }
}
