import type { Room } from '../decode-within.js';
import type { FromProcess, SharedRoom } from './decoding.js';

/** What may be held without asking, and beyond that what the parent shares out. One asks at a time. */
export class RoomOfParent implements Room {
  hear = (): void => {};

  constructor(
    private readonly of: SharedRoom,
    private readonly share: number,
    private readonly tell: (message: FromProcess) => void,
  ) {}

  async take(bytes: number): Promise<void> {
    if (bytes <= this.share) return;
    this.tell({ type: 'take', of: this.of, bytes });
    await new Promise<void>((resolve) => (this.hear = resolve));
  }

  give(bytes: number): void {
    if (bytes > this.share) this.tell({ type: 'give', of: this.of, bytes });
  }
}
