import type { ComparedNetworks, KnownPoint } from '@thaw/core';
import type { ToScreen } from '../rank/to-screen.js';
import type { PrepareOptions } from './prepare-sweep.js';
import { readSpec, type ReadSpec } from './read-spec.js';

/** A spec, and what has come of its screening. */
export interface ScreenedSpec {
  readonly written: ReadSpec;
  /** What was compared and kept; none where nothing is to be compared, or has been yet. */
  readonly networks?: ComparedNetworks;
  /** What has to be compared before it is known which networks the spec comes to. Until then it comes to all. */
  readonly toScreen?: ToScreen;
}

/**
 * Reads a spec. Its screening follows from scores that the store has, as `auto` follows from a measurement: nothing else keeps it, so it is decided
 * once for equal images and networks, wherever they are scored.
 */
export async function readScreened({
  known,
  ...options
}: PrepareOptions & { readonly known: readonly KnownPoint[] }): Promise<ScreenedSpec> {
  // What a search knows has no say in which networks there are.
  const written = await readSpec(options.spec, options);
  const read = (kept?: readonly number[]) =>
    readSpec(options.spec, { ...options, known, ...(kept && { kept }) });
  if (!written.screen) return { written: known.length > 0 ? await read() : written };
  // Few specs compare networks, and what that needs takes a while to load.
  const { decideScreen } = await import('../rank/decide-screen.js');
  const { kept, ...found } = await decideScreen(written, options);
  return { written: await read(kept), ...found };
}
