import type { Tracker, TrackerEvent } from '@thaw/core';
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
export const recordArtifact = (
  log: TrackingLog,
  run: string | undefined,
  path: string,
  content: string | Uint8Array,
): Promise<void> => recordArtifacts(log, run, new Map([[path, content]]));

/** Several, in their order. What is large is forced to the disk together, and then the lines of the journal are. */
export async function recordArtifacts(
  { tracker, artifacts, sweep }: TrackingLog,
  run: string | undefined,
  contents: ReadonlyMap<string, string | Uint8Array>,
): Promise<void> {
  const events = await Promise.all(
    [...contents].map(async ([path, content]): Promise<TrackerEvent> => {
      const about = { type: 'artifact', sweep, ...(run !== undefined && { run }), path } as const;
      return typeof content === 'string' && content.length <= longestInline
        ? { ...about, timeMs: Date.now(), content, encoding: 'utf8' }
        : { ...about, file: await artifacts.keep(Buffer.from(content as string)), timeMs: Date.now() };
    }),
  );
  await Promise.all(events.map((event) => tracker.record(event)));
}
