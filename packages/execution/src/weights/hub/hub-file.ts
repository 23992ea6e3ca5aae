import { defaults, type HubWeights } from '@thaw/core';
import type { HubPlaces } from '../weights-places.js';

/** A file of a repository, as the hub states it. */
export interface HubFacts {
  readonly hub: string;
  /** The revision, resolved. */
  readonly commit: string;
  readonly name: string;
}

/** One that lies on this machine. */
export interface HubFile extends HubFacts {
  readonly path: string;
  readonly sha256: string;
}

/** Files that a repository may have its weights in, the best first. */
export const hubFileNames = ['model.safetensors', 'pytorch_model.bin'] as const;

export const revisionOf = ({ revision = defaults.hubRevision }: HubWeights): string => revision;

export const isCommit = (revision: string): boolean => /^[0-9a-f]{40}$/.test(revision);

/** Where a hub is, without what an address may have of a password; undefined for what is no address. */
export function hubAddress({ endpoint }: HubPlaces): string | undefined {
  const url = URL.parse(endpoint);
  return url && /^https?:$/.test(url.protocol)
    ? `${url.origin}${url.pathname}`.replace(/\/+$/, '')
    : undefined;
}

export const fileAddress = (
  { hub, name }: Pick<HubFacts, 'hub' | 'name'>,
  revision: string,
  address: string,
): string => `${address}/${hub}/resolve/${encodeURIComponent(revision)}/${name}`;
