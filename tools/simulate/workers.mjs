/** Workers that die and whose time ends. What that costs a task follows docs/clusters.md. */

/** In seconds. */
const claimAges = 60;
const startTakes = 30;
/** Of a pass of images, what is not in a full shard yet; of a training, what is lost beside the epoch that is broken off. */
const mostLost = { features: 30, train: 10, evaluate: Infinity, dataset: Infinity };

export class Workers {
  #workers;
  counts = { deaths: 0, givenBack: 0, lostSeconds: 0, workers: 0 };

  /** `lives`: how long a worker lives in the mean; `limit`: its time. Infinity where none dies, or is limited. */
  constructor({ places, lives, limit, random }) {
    this.lives = lives;
    this.limit = limit;
    this.random = random;
    this.#workers = Array.from({ length: places }, () => this.#started(0));
  }

  /** How long a task is under way, whoever has it in the end, that a worker takes so many seconds for and begins now. */
  lasts({ kind, stage }, seconds, begin) {
    const place = this.#workers.findIndex(({ freeAt }) => freeAt <= begin);
    let worker = this.#workers[place];
    // Nobody knows whether it lived until then: it has ended when there was nothing to do.
    if (Math.min(worker.diesAt, worker.endsAt) <= begin) worker = this.#started(begin);
    const epochs = kind === 'train' ? Math.max(...stage.readings.map((reading) => reading.epochs)) : 1;
    const kept = kind === 'train' ? Math.max(seconds / epochs, mostLost.train) : mostLost[kind];
    let left = seconds;
    let now = Math.max(begin, worker.startedAt);
    for (;;) {
      const end = Math.min(worker.diesAt, worker.endsAt, now + left);
      if (end === now + left) break;
      const isDeath = end === worker.diesAt;
      // What is being computed since the last that was stored.
      const done = seconds - left + (end - now);
      const lost = Number.isFinite(kept) ? done % kept : done;
      const isLost = isDeath || kind !== 'features';
      left -= end - now - (isLost ? Math.min(lost, done) : 0);
      this.counts.lostSeconds += isLost ? lost : 0;
      this.counts[isDeath ? 'deaths' : 'givenBack']++;
      worker = this.#started(end + (isDeath ? claimAges : 0));
      now = worker.startedAt;
    }
    worker.freeAt = now + left;
    this.#workers[place] = worker;
    return worker.freeAt - begin;
  }

  #started(asked) {
    this.counts.workers++;
    const startedAt = asked + startTakes;
    return {
      ...{ startedAt, freeAt: asked, endsAt: startedAt + this.limit },
      diesAt: startedAt - this.lives * Math.log(1 - this.random()),
    };
  }
}
