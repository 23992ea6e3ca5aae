import { formatProblems, ThawError, type OnProgress, type StageRef, type StageStore } from '@thaw/core';
import pLimit from 'p-limit';
import type { RefusedBlobs } from './refused-blobs.js';
import type { RemoteStages } from './remote-stages.js';

export interface UploadOptions {
  readonly local: StageStore;
  readonly remote: RemoteStages;
  readonly refused: RefusedBlobs;
  readonly onNotice: (line: string) => void;
  readonly onProgress: OnProgress;
  /** Nothing is sent any more; the next sweep does it. */
  readonly signal: AbortSignal;
}

export interface Uploaded {
  readonly stages: number;
  readonly bytes: number;
}

const stagesAtOnce = 4;

/**
 * Sends stages to a cache while others are computed. What cannot be sent is said once and ends nothing: whoever has the stage next sends it.
 */
export class StageUploads {
  readonly #limit = pLimit(stagesAtOnce);
  /** To be sent in the end, unless they are sent before. */
  readonly #noted = new Map<string, StageRef>();
  readonly #pending = new Map<string, Promise<void>>();
  #done = 0;
  #uploaded: Uploaded = { stages: 0, bytes: 0 };
  #failed = false;

  constructor(private readonly options: UploadOptions) {}

  /** Something of it has changed, and more may. */
  note(stage: StageRef): void {
    this.#noted.set(idOf(stage), stage);
  }

  /** One that is being sent just now is sent again if it has changed meanwhile. */
  add(stages: Iterable<StageRef>): void {
    for (const stage of stages) {
      const id = idOf(stage);
      this.#noted.delete(id);
      const before = this.#pending.get(id) ?? Promise.resolve();
      const sending = before
        .then(() => this.#limit(() => this.#send(stage)))
        .finally(() => {
          this.#done++;
          if (this.#pending.get(id) === sending) this.#pending.delete(id);
        });
      this.#pending.set(id, sending);
    }
  }

  /** Waits until all is sent, or there is no sense in waiting. */
  async finish(): Promise<Uploaded> {
    const { remote, onProgress, onNotice, signal } = this.options;
    this.add(this.#noted.values());
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    while (this.#pending.size > 0 && !this.#isOver) {
      const total = this.#done + this.#pending.size;
      onProgress({ label: `uploading to ${remote.place}`, done: this.#done, total });
      await Promise.race([...this.#pending.values(), aborted]);
    }
    if (signal.aborted && this.#pending.size > 0)
      onNotice(`not all is in ${remote.place} yet: the next sweep uploads what is missing`);
    return this.#uploaded;
  }

  get #isOver(): boolean {
    return this.#failed || this.options.signal.aborted;
  }

  async #send(stage: StageRef): Promise<void> {
    const { local, remote, refused, signal, onNotice } = this.options;
    if (this.#isOver) return;
    try {
      const publication = { store: local, refused: await refused.all(), signal };
      const sent = await remote.publish(stage, publication);
      if (sent === undefined) return;
      const { stages, bytes } = this.#uploaded;
      this.#uploaded = { stages: stages + 1, bytes: bytes + sent };
    } catch (error) {
      if (this.#isOver) return;
      // What can be read here and not be sent is no reason for anything to fail.
      this.#failed = true;
      const why = error instanceof ThawError ? formatProblems(error.problems) : String(error);
      onNotice(`${why}\nthe next sweep uploads what is missing in ${remote.place}`);
    }
  }
}

const idOf = ({ kind, key }: StageRef): string => `${kind}/${key}`;
