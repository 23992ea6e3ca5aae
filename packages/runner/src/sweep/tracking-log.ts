import type { Tracker, TrackerEvent } from '@thaw/core';
import type { ArtifactFolder, Picture } from '@thaw/tracker/journals';

/** Texts up to this size stand in the journal itself; what is larger, or no text, lies beside it. */
const longestInline = 16_384;

/** What an artifact is to be. A picture is drawn when somebody looks at it. */
export type Content = string | Uint8Array | Picture;

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
  content: Content,
): Promise<void> => recordArtifacts(log, run, new Map([[path, content]]));

/** Several, in their order. */
export async function recordArtifacts(
  log: TrackingLog,
  run: string | undefined,
  contents: ReadonlyMap<string, Content>,
): Promise<void> {
  await recordAll(log, await keptArtifacts(log, run, contents));
}

/** What tells of artifacts. What is large of them is on the disk then; all of it is forced there together. */
export const keptArtifacts = (
  { artifacts, sweep }: TrackingLog,
  run: string | undefined,
  contents: ReadonlyMap<string, Content>,
): Promise<readonly TrackerEvent[]> =>
  Promise.all(
    [...contents].map(async ([path, written]): Promise<TrackerEvent> => {
      const isPicture = typeof written === 'object' && 'picture' in written;
      const content = isPicture ? JSON.stringify(written.of) : written;
      const about = {
        ...({ type: 'artifact', sweep, ...(run !== undefined && { run }), path } as const),
        ...(isPicture && { picture: written.picture }),
      };
      return typeof content === 'string' && content.length <= longestInline
        ? { ...about, timeMs: Date.now(), content, encoding: 'utf8' }
        : { ...about, file: await artifacts.keep(Buffer.from(content as string)), timeMs: Date.now() };
    }),
  );

/** In their order, and together. */
export async function recordAll({ tracker }: TrackingLog, events: readonly TrackerEvent[]): Promise<void> {
  await Promise.all(events.map((event) => tracker.record(event)));
}
