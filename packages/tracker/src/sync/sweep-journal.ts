import { dirname } from 'node:path';
import { sayDamage } from '@thaw/locks';
import type { JournaledRun, JournaledSweep, ReplicaSource, TrackerEvent } from '@thaw/core';
import { parseAnyEvent, type AnyEvent } from '../journal/event-line.js';
import { isSweepAlive } from '../journal/journal-lock.js';
import { isNewerThaw } from '../journal/newer-thaw.js';
import {
  journalStart,
  readEntries,
  readEventAt,
  refuse,
  sweepNamedBy,
  type JournalEntry,
  type JournalPosition,
  type OnDamaged,
} from '../journal/read-journal.js';
import { SweepState } from '../runs/sweep-state.js';
import { artifactContent, ArtifactLog, type ArtifactEvent, type LoggedArtifact } from './artifact-log.js';

interface JournalRange {
  readonly start: JournalPosition;
  end: JournalPosition;
}

/** Bytes of other runs' lines that are cheaper to read past than to seek over. */
const smallGap = 65_536;

/**
 * A journal as replicas read it. Memory holds everything but the points: those of one run at a time are read when they
 * are needed, so that a journal of any length takes as much as its longest run.
 */
export class SweepJournal implements ReplicaSource {
  readonly artifacts = new Map<string, ArtifactLog>();
  readonly #sweep = new SweepState();
  #isAbandoned = false;
  /** The newer Thaw that has executed the sweep last, if one has. */
  #newerThaw: string | undefined;
  #position: JournalPosition = journalStart;
  /** Where the lines of each run are. */
  readonly #ranges = new Map<string, JournalRange[]>();
  /** What is said of all runs at once. */
  readonly #ofSweep: { readonly event: TrackerEvent; readonly offset: number }[] = [];

  constructor(
    readonly file: string,
    /** Whether some process executes the sweep just now. */
    private readonly isAlive = isSweepAlive,
  ) {}

  get sweep(): JournaledSweep | undefined {
    return this.#sweep.told;
  }

  get folder(): string {
    return dirname(this.file);
  }

  /** Takes in what the journal has gained. What has no end is interrupted if nobody executes the sweep any more. */
  async read(): Promise<void> {
    // Asked before reading: a process that ends meanwhile has written so.
    this.#isAbandoned = !(await this.isAlive(this.file));
    for await (const entry of readEntries(this.file, this.#position, this.#onDamaged)) {
      this.#note(entry);
      this.#position = entry.end;
    }
    if (this.#isAbandoned) this.#sweep.abandon();
  }

  async load({ id, sweep }: JournaledRun): Promise<JournaledRun> {
    const alone = new SweepState();
    const ofSweep = this.#ofSweep.values();
    let next = ofSweep.next();
    for await (const { event, start } of this.#entriesOf(id)) {
      for (; !next.done && next.value.offset < start.offset; next = ofSweep.next())
        alone.apply(next.value.event);
      alone.apply(event);
    }
    for (; !next.done; next = ofSweep.next()) alone.apply(next.value.event);
    if (this.#isAbandoned) alone.abandon();
    const whole = alone.run({ sweep, run: id });
    this.#sweep.run({ sweep, run: id }).summarise(whole);
    return whole;
  }

  async readArtifact({ position }: LoggedArtifact): Promise<Uint8Array | undefined> {
    return artifactContent((await readEventAt(this.file, position)) as ArtifactEvent, this.folder);
  }

  /** A newer Thaw may say of a known thing what this one does not know: that is no damage. */
  readonly #onDamaged: OnDamaged = (file, line, bytes) => {
    const event = parseAnyEvent(bytes);
    const isOwn = event && event.sweep === (sweepNamedBy(file) ?? this.#sweep.started?.sweep);
    const thaw = newerThawOf(event) ?? this.#newerThaw;
    if (!isOwn || thaw === undefined) return refuse(file, line, bytes);
    sayDamage(
      `line ${line} of the journal ${file} was made by a newer Thaw (${thaw}) and is passed over: this one does not know all that it says`,
    );
  };

  #note({ event, start, end }: JournalEntry): void {
    this.#sweep.see(event);
    this.#newerThaw = newerThawOf(event) ?? this.#newerThaw;
    const id = 'run' in event ? event.run : undefined;
    if (event.type === 'artifact') this.#addArtifact(event, start);
    if (id === undefined) {
      this.#sweep.apply(event);
      if (event.type !== 'artifact') this.#ofSweep.push({ event, offset: start.offset });
      return;
    }
    if (event.type === 'metrics' || event.type === 'system-metrics')
      this.#sweep.run({ sweep: event.sweep, run: id }).touch();
    else this.#sweep.apply(event);
    const ranges = this.#ranges.get(id) ?? [];
    const last = ranges.at(-1);
    if (last && start.offset - last.end.offset <= smallGap) last.end = end;
    else ranges.push({ start, end });
    this.#ranges.set(id, ranges);
  }

  async *#entriesOf(id: string): AsyncGenerator<JournalEntry> {
    for (const { start, end } of this.#ranges.get(id) ?? []) {
      for await (const entry of readEntries(this.file, start, this.#onDamaged)) {
        if (entry.start.offset >= end.offset) break;
        if ('run' in entry.event && entry.event.run === id) yield entry;
      }
    }
  }

  #addArtifact(event: Extract<TrackerEvent, { type: 'artifact' }>, position: JournalPosition): void {
    const { sweep, run: id = '' } = event;
    const run = id === '' ? undefined : this.#sweep.run({ sweep, run: id });
    const log = this.artifacts.get(id) ?? new ArtifactLog();
    log.add(event, position, run?.attempt ?? 0);
    this.artifacts.set(id, log);
    run?.touch();
  }
}

const newerThawOf = (event: AnyEvent | undefined): string | undefined => {
  const thaw = event?.origin?.thaw;
  return typeof thaw === 'string' && isNewerThaw(thaw) ? thaw : undefined;
};
