import type { Tracker } from '@thaw/core';
import type { ArtifactFolder } from '@thaw/tracker';

/** Texts up to this size stand in the journal itself; what is larger, or no text, lies beside it. */
const longestInline = 16_384;

/** Where a sweep's artifacts go. */
export interface TrackingLog {
  readonly tracker: Tracker;
  readonly artifacts: ArtifactFolder;
  readonly sweep: string;
}

/** Records an artifact of a run, or of the sweep itself. */
export async function recordArtifact(
  { tracker, artifacts, sweep }: TrackingLog,
  run: string | undefined,
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  const about = { type: 'artifact', sweep, ...(run !== undefined && { run }), path } as const;
  const isInline = typeof content === 'string' && content.length <= longestInline;
  await tracker.record(
    isInline
      ? { ...about, timeMs: Date.now(), content, encoding: 'utf8' }
      : { ...about, file: await artifacts.keep(Buffer.from(content as string)), timeMs: Date.now() },
  );
}
