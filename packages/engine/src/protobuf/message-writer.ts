import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** Writes the fields of a protobuf message, each under its number in the `.proto` file. */
export class MessageWriter {
  readonly #writer = new BinaryWriter();

  static encode(write: (message: MessageWriter) => void): Uint8Array {
    const message = new MessageWriter();
    write(message);
    return message.#writer.finish();
  }

  message(field: number, write: (message: MessageWriter) => void): void {
    this.#writer.tag(field, WireType.LengthDelimited).fork();
    write(this);
    this.#writer.join();
  }

  /** A map from strings to messages, in the order of its keys. */
  map<Value>(
    field: number,
    entries: Readonly<Record<string, Value>>,
    write: (message: MessageWriter, value: Value) => void,
  ): void {
    for (const [key, value] of Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1))) {
      this.message(field, (entry) => {
        entry.string(1, key);
        entry.message(2, (message) => write(message, value));
      });
    }
  }

  string(field: number, text: string): void {
    this.#writer.tag(field, WireType.LengthDelimited).string(text);
  }

  bytes(field: number, bytes: Uint8Array): void {
    this.#writer.tag(field, WireType.LengthDelimited).bytes(bytes);
  }

  /** Of any integer type, or an enumeration's number. */
  integer(field: number, value: number): void {
    this.#writer.tag(field, WireType.Varint).int64(value);
  }

  integers(field: number, values: readonly number[]): void {
    if (values.length === 0) return;
    this.#writer.tag(field, WireType.LengthDelimited).fork();
    for (const value of values) this.#writer.int64(value);
    this.#writer.join();
  }

  float(field: number, value: number): void {
    this.#writer.tag(field, WireType.Bit32).float(value);
  }

  bool(field: number, value: boolean): void {
    this.#writer.tag(field, WireType.Varint).bool(value);
  }
}
