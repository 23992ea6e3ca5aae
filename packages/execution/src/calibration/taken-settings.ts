import {
  measuredNames,
  measuredSettings,
  openSettings,
  shapes,
  shortHash,
  type JsonShape,
  type MeasuredQuestion,
  type MeasuredValues,
  type TakenSettings,
} from '@thaw/core';
import { join } from 'node:path';
import { writeFileAtomically } from '../files/atomic-file.js';
import { createOutput } from '../files/create-output.js';
import { readState, stateText } from '../files/state-file.js';
import { thisCpu } from './calibration-file.js';

/**
 * One file an answer, by the machine and the question. Not by the library's version: what is stored is to be found again after
 * an upgrade.
 */
const fileFor = (cacheFolder: string, gpu: string | undefined, { id }: MeasuredQuestion) =>
  join(cacheFolder, 'calibration', 'taken', `${shortHash({ ...thisCpu(), gpu })}-${id}.json`);

/** What settings were taken for on this machine, with this GPU or without one. None if its file says something else. */
export const readTaken = (
  cacheFolder: string,
  gpu: string | undefined,
  question: MeasuredQuestion,
): Promise<TakenSettings | undefined> => readState(fileFor(cacheFolder, gpu, question), answerTo(question));

/** The values become a part of keys, so nothing is taken that no sweep can have written. */
const answerTo = ({ said, network }: MeasuredQuestion): JsonShape => ({
  type: 'object',
  required: ['settings', 'network', 'values', 'candidates', 'measuredMs', 'description'],
  properties: {
    settings: { const: openSettings(said) },
    network: {
      type: 'object',
      required: ['name', 'imageSize'],
      properties: { name: { const: network.name }, imageSize: { const: network.imageSize } },
    },
    values: valuesShape(said),
    candidates: {
      type: 'array',
      items: {
        type: 'object',
        required: ['values', 'seconds'],
        properties: { values: valuesShape(said), seconds: { type: 'number', minimum: 0 } },
      },
    },
    // That a date can have.
    measuredMs: shapes.time,
    description: { type: 'string' },
  },
});

const valuesShape = (said: Partial<MeasuredValues>): JsonShape => ({
  type: 'object',
  required: measuredNames,
  properties: Object.fromEntries(
    measuredNames.map((name) => {
      const own = said[name];
      return [name, { enum: own === undefined ? measuredSettings[name].values : [own] }];
    }),
  ),
});

/**
 * Keeps an answer, and returns that which is kept: another where another process was faster, unless its answer is to be
 * replaced too. None in a cache that can only be read and has none.
 */
export async function keepTaken(
  cacheFolder: string,
  gpu: string | undefined,
  question: MeasuredQuestion,
  taken: TakenSettings,
  { replaces = false }: { readonly replaces?: boolean } = {},
): Promise<TakenSettings | undefined> {
  const file = fileFor(cacheFolder, gpu, question);
  const text = stateText(taken);
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
