import {
  readTrajectory,
  ThawError,
  type EpochRecord,
  type Reading,
  type StageRef,
  type StageStore,
  type TrainerState,
} from '@thaw/core';
import { decodeSafetensors, encodeSafetensors } from '../store/safetensors.js';

const stateName = (epoch: number) => `epoch-${String(epoch).padStart(5, '0')}.safetensors`;
const historyName = 'history.json';

/** A training's stored course: what is known of each epoch, and the state after some of them. */
export class Trajectory {
  private constructor(
    private readonly store: StageStore,
    private readonly stage: StageRef,
    private records: readonly EpochRecord[],
    private readonly epochsWithState: Set<number>,
  ) {}

  static async open(store: StageStore, stage: StageRef): Promise<Trajectory> {
    const blob = await store.read(stage, historyName);
    const records = blob ? (JSON.parse(new TextDecoder().decode(blob)) as EpochRecord[]) : [];
    const states = (await store.list(stage))
      .flatMap((name) => /^epoch-(\d+)\./.exec(name)?.[1] ?? [])
      .map(Number);
    return new Trajectory(store, stage, records, new Set(states.filter((epoch) => epoch <= records.length)));
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

  /** The epoch that must be trained next to satisfy all readings, or none when they are. */
  nextEpochFor(readings: readonly Reading[]): number | undefined {
    const results = readings.map((reading) => readTrajectory(this.records, reading));
    const missing = results.filter(({ complete, chosenEpoch }) => complete && !this.hasState(chosenEpoch));
    if (missing.length > 0)
      return this.lastStateUpTo(Math.min(...missing.map((each) => each.chosenEpoch))) + 1;
    if (results.every(({ complete }) => complete)) return undefined;
    return this.lastStateUpTo(this.records.length) + 1;
  }

  /** The state after an epoch, or nothing if its checkpoint is damaged; it is then trained again. */
  async state(epoch: number): Promise<TrainerState | undefined> {
    const blob = await this.store.read(this.stage, stateName(epoch));
    if (!blob) {
      this.epochsWithState.delete(epoch);
      return undefined;
    }
    const { arrays, metadata } = decodeSafetensors(blob);
    const group = (prefix: string) =>
      new Map(
        [...arrays]
          .filter(([name]) => name.startsWith(prefix))
          .map(([name, array]) => [name.slice(prefix.length), array]),
      );
    return { weights: group('weights/'), slots: group('slots/'), step: Number(metadata['step']) };
  }

  /**
   * Stores the state after an epoch, then its record, then drops states that no reading needs. An epoch that is
   * trained again keeps its first record: what has been tracked does not change.
   */
  async append(record: EpochRecord, state: TrainerState, readings: readonly Reading[]): Promise<void> {
    const arrays = new Map([
      ...[...state.weights].map(([name, array]) => [`weights/${name}`, array] as const),
      ...[...state.slots].map(([name, array]) => [`slots/${name}`, array] as const),
    ]);
    const blob = encodeSafetensors(arrays, { step: String(state.step), epoch: String(record.epoch) });
    await this.store.write(this.stage, stateName(record.epoch), blob);
    this.epochsWithState.add(record.epoch);
    if (record.epoch > this.records.length) {
      this.records = [...this.records, record];
      await this.store.write(this.stage, historyName, new TextEncoder().encode(JSON.stringify(this.records)));
    }
    await this.#dropSuperseded(record.epoch, readings);
  }

  async #dropSuperseded(latest: number, readings: readonly Reading[]): Promise<void> {
    const chosen = readings.map((reading) => readTrajectory(this.records, reading).chosenEpoch);
    const readPoints = readings.map(({ epochs }) => epochs);
    const kept = new Set([latest, this.records.length, ...chosen, ...readPoints]);
    for (const epoch of [...this.epochsWithState].filter((each) => !kept.has(each))) {
      this.epochsWithState.delete(epoch);
      await this.store.remove(this.stage, stateName(epoch));
    }
  }
}

/** The state that a reading of a finished training ends with. */
export async function chosenState(store: StageStore, key: string, reading: Reading): Promise<TrainerState> {
  const trajectory = await Trajectory.open(store, { kind: 'train', key });
  const { chosenEpoch } = readTrajectory(trajectory.history, reading);
  const state = await trajectory.state(chosenEpoch);
  if (state) return state;
  throw new ThawError({
    code: 'THAW-STORE-DAMAGED',
    message: `the checkpoint of epoch ${chosenEpoch} of training ${key.slice(0, 12)} is damaged or missing`,
    remedy: 'run the same command again: the epoch is trained anew',
  });
}
