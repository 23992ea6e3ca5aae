import type { BucketUse } from './bucket-problem.js';
import type { ObjectStore } from './object-store.js';
import { Patience, type PatienceOptions } from './patience.js';

export type WaitOptions = Omit<PatienceOptions, 'place' | 'probe'>;

/** Objects on a server that may be away for a while: whoever asks for one is answered when it is back. */
export class PatientObjects implements ObjectStore {
  readonly place: string;
  readonly use: BucketUse;
  readonly #patience: Patience;

  constructor(
    private readonly objects: ObjectStore,
    options: WaitOptions,
  ) {
    const { place, use } = objects;
    [this.place, this.use] = [place, use];
    this.#patience = new Patience({ ...options, place, probe: () => objects.size(probed) });
  }

  list(...asked: Parameters<ObjectStore['list']>) {
    return this.#patience.ask(() => this.objects.list(...asked));
  }

  read(...asked: Parameters<ObjectStore['read']>) {
    return this.#patience.ask(() => this.objects.read(...asked));
  }

  readNow(...asked: Parameters<ObjectStore['readNow']>) {
    return this.#patience.ask(() => this.objects.readNow(...asked));
  }

  size(...asked: Parameters<ObjectStore['size']>) {
    return this.#patience.ask(() => this.objects.size(...asked));
  }

  write(...asked: Parameters<ObjectStore['write']>) {
    return this.#patience.ask(() => this.objects.write(...asked));
  }

  replace(...asked: Parameters<ObjectStore['replace']>) {
    return this.#patience.ask(() => this.objects.replace(...asked));
  }

  remove(...asked: Parameters<ObjectStore['remove']>) {
    return this.#patience.ask(() => this.objects.remove(...asked));
  }
}

/** Whether there is one does not matter. */
const probed = 'store.json';
