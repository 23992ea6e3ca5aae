import { precisions, shortHash, type MeasuredQuestion, type TakenSetting } from '@thaw/core';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../files/atomic-file.js';
import { createOutput } from '../files/create-output.js';
import { areNumbers, isRecord, isTime } from '../files/stored-shape.js';
import { thisCpu } from './calibration-file.js';

/**
 * One file an answer, by the machine and the question. Not by the library's version: what is stored in a precision is to be
 * found again after an upgrade.
 */
const fileFor = (cacheFolder: string, gpu: string | undefined, { id }: MeasuredQuestion) =>
  join(cacheFolder, 'calibration', 'taken', `${shortHash({ ...thisCpu(), gpu })}-${id}.json`);

/** What a setting was taken for on this machine, with this GPU or without one. None if its file says something else. */
export async function readTaken(
  cacheFolder: string,
  gpu: string | undefined,
  question: MeasuredQuestion,
): Promise<TakenSetting | undefined> {
  try {
    const found: unknown = JSON.parse(await readFile(fileFor(cacheFolder, gpu, question), 'utf8'));
    return answers(found, question) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** The value becomes a part of keys, so nothing is taken that no sweep can have written. */
const answers = (found: unknown, { setting, network }: MeasuredQuestion): found is TakenSetting =>
  isRecord(found) &&
  found['setting'] === setting &&
  isRecord(found['network']) &&
  found['network']['name'] === network.name &&
  found['network']['imageSize'] === network.imageSize &&
  precisions.some((precision) => precision === found['value']) &&
  areNumbers(found['seconds']) &&
  isTime(found['measuredMs']) &&
  typeof found['description'] === 'string';

/**
 * Keeps an answer, and returns that which is kept: another where another process was faster, unless its answer is to be
 * replaced too. None in a cache that can only be read and has none.
 */
export async function keepTaken(
  cacheFolder: string,
  gpu: string | undefined,
  question: MeasuredQuestion,
  taken: TakenSetting,
  { replaces = false }: { readonly replaces?: boolean } = {},
): Promise<TakenSetting | undefined> {
  const file = fileFor(cacheFolder, gpu, question);
  const text = `${JSON.stringify(taken, null, 1)}\n`;
  const kept = () => (replaces ? undefined : readTaken(cacheFolder, gpu, question));
  try {
    if (!replaces && (await createOutput(file, text))) return taken;
    const before = await kept();
    if (before) return before;
    await writeFileAtomically(file, text);
    return taken;
  } catch {
    return kept();
  }
}
