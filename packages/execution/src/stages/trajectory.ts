import {
  canonicalJson,
  readTrajectory,
  shapes,
  ThawError,
  type EpochRecord,
  type Reading,
  type StageRef,
  type StageStore,
  type TrainerState,
  type Weights,
} from '@thaw/core';
import { encodeSafetensors } from '@thaw/backbones/safetensors';
import { epochRecords, writtenRecordsShape, type WrittenRecord } from './epoch-records.js';
import type { ComputeContext } from './stage-context.js';
import { blobAs, jsonOf, readBlob, tensorsOf, type ReadAs } from './stored-blob.js';

export const stateName = (epoch: number) => `epoch-${String(epoch).padStart(5, '0')}.safetensors`;
const historyName = 'history.json';
const readingsName = 'readings.json';

/** What a crash may cost of training, in seconds, beside the epoch that it breaks off. A large state takes as long to store as many epochs. */
const mostLostSeconds = 10;

/** A training's stored course: what is known of each epoch, and the state after some of them. */
export class Trajectory {
  #areReadingsStored = true;

  private constructor(
    private readonly store: StageStore,
    private readonly stage: StageRef,
    private records: readonly EpochRecord[],
    private readonly epochsWithState: Set<number>,
    private allReadings: readonly Reading[],
  ) {}

  static async open(store: StageStore, stage: StageRef): Promise<Trajectory> {
    const texts = await store.readAll(stage, [historyName, readingsName]);
    const read = async <Value>(name: string, readAs: ReadAs<readonly Value[]>) => {
      const blob = texts.get(name);
      return (blob && (await blobAs(store, stage, name, blob, readAs))) ?? [];
    };
    const records = await read(historyName, asHistory);
    const states = (await store.list(stage))
      .flatMap((name) => /^epoch-(\d+)\./.exec(name)?.[1] ?? [])
      .map(Number);
    const found = new Set(states.filter((epoch) => epoch <= records.length));
    return new Trajectory(store, stage, records, found, await read(readingsName, asReadings));
  }

  get history(): readonly EpochRecord[] {
    return this.records;
  }

  hasState(epoch: number): boolean {
    return this.epochsWithState.has(epoch);
  }

  /** The last epoch up to `limit` whose state is stored; 0, the start, if none is. */
  lastStateUpTo(limit: number): number {
    return Math.max(0, ...[...this.epochsWithState].filter((epoch) => epoch <= limit));
  }

  /**
   * The epoch that must be trained next to satisfy all readings, or none when they are. `position`: after which epoch whoever trains
   * has a state at hand, stored or not.
   */
  nextEpochFor(readings: readonly Reading[], position = 0): number | undefined {
    const startUpTo = (limit: number) =>
      Math.max(this.lastStateUpTo(limit), position <= limit ? position : 0);
    const results = readings.map((reading) => readTrajectory(this.records, reading));
    const missing = results.filter(({ complete, chosenEpoch }) => complete && !this.hasState(chosenEpoch));
    if (missing.length > 0) return startUpTo(Math.min(...missing.map((each) => each.chosenEpoch))) + 1;
    if (results.every(({ complete }) => complete)) return undefined;
    return startUpTo(this.records.length) + 1;
  }

  /**
   * Whether the state after an epoch, of which this is the record, is to be stored: where a reading ends or has its best epoch so far, and
   * where more would be lost otherwise than may be. Where a metric is no number the state is looked at.
   */
  needsState(record: EpochRecord): boolean {
    const { epoch } = record;
    const records = this.#with(record);
    const seconds = records
      .slice(this.lastStateUpTo(epoch - 1), epoch)
      .reduce((sum, each) => sum + each.seconds, 0);
    const isOdd = !Object.values(record.metrics).every(Number.isFinite);
    if (isOdd || seconds >= mostLostSeconds || this.allReadings.length === 0) return true;
    return this.allReadings.some((reading) => {
      const { complete, chosenEpoch } = readTrajectory(records, reading);
      return chosenEpoch === epoch && (complete || reading.stop !== undefined);
    });
  }

  #with(record: EpochRecord): readonly EpochRecord[] {
    return record.epoch > this.records.length ? [...this.records, record] : this.records;
  }

  /** The state after an epoch, or nothing if its checkpoint is damaged; it is then trained again. */
  async state(epoch: number): Promise<TrainerState | undefined> {
    const found = await readBlob(this.store, this.stage, stateName(epoch), asState);
    if (!found) {
      this.epochsWithState.delete(epoch);
      return undefined;
    }
    const { arrays, step } = found;
    const group = (prefix: string) =>
      new Map(
        [...arrays]
          .filter(([name]) => name.startsWith(prefix))
          .map(([name, array]) => [name.slice(prefix.length), array]),
      );
    return { weights: group('weights/'), slots: group('slots/'), step };
  }

  /**
   * Notes how the trajectory is read, by whichever sweep: what these readings end with is kept for good. Where there is
   * nothing to keep yet, they are stored with the first epoch.
   */
  async addReadings(readings: readonly Reading[]): Promise<void> {
    // Where the list is lost, any state that is here may be what somebody reads.
    const found = [...this.epochsWithState].map((epochs): Reading => ({ epochs }));
    const known = this.allReadings.length > 0 ? this.allReadings : found;
    const texts = new Set(known.map(canonicalJson));
    const added = readings.filter((reading) => !texts.has(canonicalJson(reading)));
    if (added.length === 0) return;
    this.allReadings = [...known, ...added];
    if (this.records.length === 0) this.#areReadingsStored = false;
    else await this.store.write(this.stage, readingsName, encodeJson(this.allReadings));
  }

  /** Blobs of states that no reading ends with, and which are not the last: nothing is lost when they go. */
  get superseded(): readonly string[] {
    return this.#supersededEpochs.map(stateName);
  }

  get #supersededEpochs(): readonly number[] {
    // A trajectory whose readings are not known may be read anywhere.
    if (this.allReadings.length === 0) return [];
    const chosen = this.allReadings.map((reading) => readTrajectory(this.records, reading).chosenEpoch);
    const kept = new Set([this.lastStateUpTo(this.records.length), ...chosen]);
    return [...this.epochsWithState].filter((epoch) => !kept.has(epoch));
  }

  /**
   * Stores the record of an epoch, with the state after it if there is one, and drops states that no reading needs, in one step. An
   * epoch that is trained again keeps its first record: what has been tracked does not change. `beside`: what goes with it. Returns the hash
   * of the state as it was written.
   */
  async append(
    record: EpochRecord,
    state?: TrainerState,
    beside: ReadonlyMap<string, Uint8Array> = new Map(),
  ): Promise<string | undefined> {
    const changes = new Map<string, Uint8Array | undefined>();
    if (state) {
      changes.set(stateName(record.epoch), encodeState(state, record.epoch));
      this.epochsWithState.add(record.epoch);
    }
    if (record.epoch > this.records.length) {
      this.records = this.#with(record);
      changes.set(historyName, encodeJson(this.records));
    }
    if (!this.#areReadingsStored) changes.set(readingsName, encodeJson(this.allReadings));
    for (const epoch of this.#supersededEpochs.filter((each) => each !== record.epoch)) {
      this.epochsWithState.delete(epoch);
      changes.set(stateName(epoch), undefined);
    }
    const written =
      changes.size > 0 ? await this.store.update(this.stage, new Map([...changes, ...beside])) : undefined;
    this.#areReadingsStored = true;
    return written?.get(stateName(record.epoch));
  }
}

function encodeState(state: TrainerState, epoch: number): Uint8Array {
  const group = (name: string, arrays: TrainerState['weights']) =>
    [...arrays].map(([path, array]) => [`${name}/${path}`, array] as const);
  const arrays = new Map([...group('weights', state.weights), ...group('slots', state.slots)]);
  return encodeSafetensors(arrays, { step: String(state.step), epoch: String(epoch) });
}

const encodeJson = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const { count, number, listOf, object, text } = shapes;

const asHistory: ReadAs<readonly EpochRecord[]> = (blob) => {
  const records = asRecords(blob);
  // One follows the other, whatever the file says.
  return records?.every(({ epoch }, index) => epoch === index + 1) ? epochRecords(records) : undefined;
};
const asRecords = jsonOf<readonly WrittenRecord[]>(writtenRecordsShape);

const asReadings = jsonOf<readonly Reading[]>(
  listOf(object({ epochs: count }, { stop: object({ metric: text, patience: count, minDelta: number }) })),
);

const asState: ReadAs<{ readonly arrays: Weights; readonly step: number }> = (blob) => {
  const found = tensorsOf(blob);
  const step = Number(found?.metadata['step']);
  return found && Number.isInteger(step) ? { arrays: found.arrays, step } : undefined;
};

/** The weights that a reading of a finished training ends with; read, unless this process has stored them just now. */
export async function chosenWeights(
  { store, recentWeights }: Pick<ComputeContext, 'store' | 'recentWeights'>,
  key: string,
  reading: Reading,
): Promise<Weights> {
  const stage = { kind: 'train', key } as const;
  const trajectory = await Trajectory.open(store, stage);
  const { history } = trajectory;
  const { complete, chosenEpoch } = readTrajectory(history, reading);
  const weights = complete
    ? ((await recentWeights.of(store, { stage, name: stateName(chosenEpoch) })) ??
      (await trajectory.state(chosenEpoch))?.weights)
    : undefined;
  if (weights) return weights;
  const training = `training ${key.slice(0, 12)}`;
  throw new ThawError({
    code: 'THAW-STORE-DAMAGED',
    message: complete
      ? `the checkpoint of epoch ${chosenEpoch} of ${training} is damaged or missing`
      : `of ${reading.epochs} epochs of ${training} only ${history.length} are stored`,
    remedy: 'run the same command again: what is missing is trained',
  });
}
