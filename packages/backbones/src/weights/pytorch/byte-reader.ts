import { Unreadable } from '../unreadable.js';

/** Walks over little-endian bytes; running past the end means that the file was cut off. */
export class ByteReader {
  readonly #view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    public position = 0,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint8 = (): number => this.#view.getUint8(this.#advance(1));
  uint16 = (): number => this.#view.getUint16(this.#advance(2), true);
  int32 = (): number => this.#view.getInt32(this.#advance(4), true);
  uint32 = (): number => this.#view.getUint32(this.#advance(4), true);
  uint64 = (): number => Number(this.#view.getBigUint64(this.#advance(8), true));
  /** Big-endian, as pickle alone has it. */
  float64BigEndian = (): number => this.#view.getFloat64(this.#advance(8), false);

  get remaining(): number {
    return this.bytes.length - this.position;
  }

  slice(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.bytes.subarray(start, start + length);
  }

  text = (length: number): string => new TextDecoder().decode(this.slice(length));

  /** Up to a line feed, which is passed and left out. */
  line(): string {
    const end = this.bytes.indexOf(10, this.position);
    if (end < 0) throw truncated();
    const text = this.text(end - this.position);
    this.position++;
    return text;
  }

  #advance(length: number): number {
    const start = this.position;
    if (start + length > this.bytes.length) throw truncated();
    this.position += length;
    return start;
  }
}

const truncated = () => new Unreadable('a file that ends too early');
