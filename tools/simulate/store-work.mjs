/**
 * What a task asks of a store, by the code that asks it: claims, and for trainings their trajectory, on a store in a folder. Blobs are small; their real
 * sizes are counted elsewhere.
 */
import { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import { stagesOf } from '@thaw/core';
import { isStored, Trajectory } from '@thaw/execution/stages';
import { FileStageStore } from '@thaw/execution/store';

const small = Buffer.from('{}');
const asked = ['claim', 'list', 'read', 'readAll', 'open', 'write', 'update', 'describe'];
const state = {
  weights: new Map([['head/kernel', { shape: [1], data: new Float32Array(1) }]]),
  slots: new Map(),
  step: 1,
};

export class StoreWork {
  counts = {};
  seconds = 0;
  tasks = 0;

  constructor(folder) {
    const store = new FileStageStore({
      folder,
      onDamage: ({ name }) => Promise.reject(new Error(`damaged: ${name}`)),
    });
    this.store = new Proxy(store, {
      get: (target, name) => {
        const member = target[name];
        if (typeof member !== 'function') return member;
        return (...args) => {
          if (asked.includes(name)) this.counts[name] = (this.counts[name] ?? 0) + 1;
          return member.apply(target, args);
        };
      },
    });
  }

  get calls() {
    return Object.values(this.counts).reduce((sum, each) => sum + each, 0);
  }

  async carryOut(task, seconds) {
    const begin = performance.now();
    const stages = stagesOf(task);
    const claims = [];
    for (const stage of stages) claims.push(await this.store.claim(stage, { purpose: stage.label }));
    if (task.kind === 'train') await this.#train(task.stage, seconds);
    else if (task.kind === 'evaluate') {
      await isStored(this.store, task.stage);
      await Trajectory.open(this.store, task.train);
      await this.store.update(
        task.stage,
        new Map(['result.json', 'predictions.safetensors', 'provenance.json'].map((name) => [name, small])),
      );
    }
    for (const claim of claims) await claim.release();
    this.seconds += (performance.now() - begin) / 1000;
    this.tasks++;
  }

  async #train(stage, seconds) {
    await isStored(this.store, stage);
    const trajectory = await Trajectory.open(this.store, stage);
    await trajectory.addReadings(stage.readings);
    const epochs = Math.max(...stage.readings.map((reading) => reading.epochs));
    for (let epoch; (epoch = trajectory.nextEpochFor(stage.readings, epoch)) !== undefined;) {
      const record = {
        ...{ epoch, step: epoch, metrics: { loss: 1, val_loss: 1 }, seconds: seconds / epochs },
        ...{ imagesPerSecond: 1, timeMs: epoch },
      };
      const stored = trajectory.needsState(record) ? { ...state, step: epoch } : undefined;
      await trajectory.append(record, stored, new Map([['provenance.json', small]]));
    }
  }
}
