import { shortHash, type MeasuredQuestion, type TakenSetting } from '@thaw/core';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../files/atomic-file.js';
import { thisCpu } from './calibration-file.js';

/**
 * One file an answer, by the machine and the question. Not by the library's version: what is stored in a precision is to be
 * found again after an upgrade.
 */
const fileFor = (cacheFolder: string, gpu: string | undefined, { id }: MeasuredQuestion) =>
  join(cacheFolder, 'calibration', 'taken', `${shortHash({ ...thisCpu(), gpu })}-${id}.json`);

/** What a setting was taken for on this machine, with this GPU or without one. */
export async function readTaken(
  cacheFolder: string,
  gpu: string | undefined,
  question: MeasuredQuestion,
): Promise<TakenSetting | undefined> {
  try {
    return JSON.parse(await readFile(fileFor(cacheFolder, gpu, question), 'utf8')) as TakenSetting;
  } catch {
    return undefined;
  }
}

/** Whether the answer could be kept: not in a cache that can only be read. */
export const keepTaken = (
  cacheFolder: string,
  gpu: string | undefined,
  question: MeasuredQuestion,
  taken: TakenSetting,
): Promise<boolean> =>
  writeFileAtomically(fileFor(cacheFolder, gpu, question), `${JSON.stringify(taken, null, 1)}\n`).then(
    () => true,
    () => false,
  );
