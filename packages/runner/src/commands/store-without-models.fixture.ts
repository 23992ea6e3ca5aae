import { readProvenance } from '@thaw/execution/provenance';
import { FileStageStore } from '@thaw/execution/store';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A copy of a store, for tests that harm it, as a sweep leaves one that was told to make no models. */
export async function copyWithoutModels(from: string, to: string): Promise<FileStageStore> {
  await cp(from, to, { recursive: true, preserveTimestamps: true });
  await rm(join(to, 'stages', 'model'), { recursive: true });
  const journals = join(to, 'journals');
  const journal = join(
    journals,
    (await readdir(journals)).find((each) => each.endsWith('.ndjson'))!,
  );
  const lines = (await readFile(journal, 'utf8')).split('\n');
  await writeFile(journal, lines.filter((line) => !line.includes('"type":"model"')).join('\n'));
  return new FileStageStore({ folder: to, onDamage: () => {} });
}

/** Has a training say that its backbone began with weights that are not to be had. */
export async function pretendOtherWeights(store: FileStageStore, key: string): Promise<void> {
  const stage = { kind: 'train', key } as const;
  const provenance = (await readProvenance(store, stage))!;
  const other = { ...provenance, weights: { ...provenance.weights, identity: 'random:7' } };
  await store.write(stage, 'provenance.json', Buffer.from(JSON.stringify(other)));
}
