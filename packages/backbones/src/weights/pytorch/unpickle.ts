import { Unreadable } from '../unreadable.js';
import type { ByteReader } from './byte-reader.js';
import { opcodes } from './pickle-opcodes.js';

export interface UnpickleOptions {
  /** What a pickle may name, as `module name`: values, and functions that it may call. */
  readonly globals?: ReadonlyMap<string, unknown>;
  /** Resolves what a pickle refers to outside itself. */
  readonly persistentLoad?: (id: unknown) => unknown;
}

/**
 * Reads one pickle (protocol 2 to 4) as data. A pickle is a program; of its opcodes only those are interpreted that
 * build plain values, and it can name nothing but `globals`. Dictionaries become Maps, tuples and lists arrays.
 */
export function unpickle(input: ByteReader, options: UnpickleOptions = {}): unknown {
  const machine = new PickleMachine(input, options);
  const handlers = machine.handlers();
  for (let opcode = input.uint8(); opcode !== opcodes.STOP; opcode = input.uint8()) {
    const handle = handlers.get(opcode);
    if (!handle) throw forbidden(`the opcode 0x${opcode.toString(16)}`);
    handle();
  }
  return machine.pop();
}

class PickleMachine {
  #stack: unknown[] = [];
  readonly #marks: unknown[][] = [];
  readonly #memo = new Map<number, unknown>();

  constructor(
    private readonly input: ByteReader,
    private readonly options: UnpickleOptions,
  ) {}

  pop(): unknown {
    if (this.#stack.length === 0) throw malformed();
    return this.#stack.pop();
  }

  handlers(): ReadonlyMap<number, () => void> {
    const { input } = this;
    const push = (value: unknown) => void this.#stack.push(value);
    const table: Record<Exclude<keyof typeof opcodes, 'STOP'>, () => void> = {
      PROTO: () => this.#checkProtocol(input.uint8()),
      FRAME: () => void input.slice(8),
      MARK: () => this.#mark(),
      NONE: () => push(null),
      NEWTRUE: () => push(true),
      NEWFALSE: () => push(false),
      BININT: () => push(input.int32()),
      BININT1: () => push(input.uint8()),
      BININT2: () => push(input.uint16()),
      LONG1: () => push(toInteger(input.slice(input.uint8()))),
      BINFLOAT: () => push(input.float64BigEndian()),
      BINUNICODE: () => push(input.text(input.uint32())),
      SHORT_BINUNICODE: () => push(input.text(input.uint8())),
      EMPTY_TUPLE: () => push([]),
      TUPLE1: () => push(this.#popMany(1)),
      TUPLE2: () => push(this.#popMany(2)),
      TUPLE3: () => push(this.#popMany(3)),
      TUPLE: () => {
        const items = this.#popToMark();
        push(items);
      },
      EMPTY_LIST: () => push([]),
      APPEND: () => this.#append(this.#popMany(1)),
      APPENDS: () => this.#append(this.#popToMark()),
      EMPTY_DICT: () => push(new Map()),
      SETITEM: () => this.#setItems(this.#popMany(2)),
      SETITEMS: () => this.#setItems(this.#popToMark()),
      BINPUT: () => void this.#memo.set(input.uint8(), this.#top()),
      LONG_BINPUT: () => void this.#memo.set(input.uint32(), this.#top()),
      MEMOIZE: () => void this.#memo.set(this.#memo.size, this.#top()),
      BINGET: () => push(this.#recall(input.uint8())),
      LONG_BINGET: () => push(this.#recall(input.uint32())),
      GLOBAL: () => push(this.#global([input.line(), input.line()])),
      STACK_GLOBAL: () => push(this.#global(this.#popMany(2))),
      REDUCE: () => push(this.#call(this.#popMany(2))),
      BUILD: () => this.#ignoreState(),
      BINPERSID: () => push(this.#persistent(this.pop())),
    };
    return new Map(
      Object.entries(table).map(([name, handle]) => [opcodes[name as keyof typeof opcodes], handle]),
    );
  }

  #checkProtocol(version: number): void {
    if (version > 4) throw new Unreadable(`a pickle of protocol ${version}, newer than PyTorch writes`);
  }

  #mark(): void {
    this.#marks.push(this.#stack);
    this.#stack = [];
  }

  #popToMark(): unknown[] {
    const items = this.#stack;
    const below = this.#marks.pop();
    if (!below) throw malformed();
    this.#stack = below;
    return items;
  }

  #popMany = (count: number): unknown[] => Array.from({ length: count }, () => this.pop()).reverse();

  #top(): unknown {
    if (this.#stack.length === 0) throw malformed();
    return this.#stack.at(-1);
  }

  #append(items: readonly unknown[]): void {
    const list = this.#top();
    if (!Array.isArray(list)) throw malformed();
    for (const item of items) list.push(item);
  }

  #setItems(items: readonly unknown[]): void {
    const dictionary = this.#top();
    if (!(dictionary instanceof Map) || items.length % 2 !== 0) throw malformed();
    for (let index = 0; index < items.length; index += 2) dictionary.set(items[index], items[index + 1]);
  }

  #recall(index: number): unknown {
    if (!this.#memo.has(index)) throw malformed();
    return this.#memo.get(index);
  }

  #global([module, name]: readonly unknown[]): unknown {
    if (typeof module !== 'string' || typeof name !== 'string') throw malformed();
    const { globals } = this.options;
    if (!globals?.has(`${module} ${name}`)) throw forbidden(`${module}.${name}`);
    return globals.get(`${module} ${name}`);
  }

  #call([callee, args]: readonly unknown[]): unknown {
    if (typeof callee !== 'function' || !Array.isArray(args)) throw malformed();
    return (callee as (...args: unknown[]) => unknown)(...(args as unknown[]));
  }

  /** The state set on an OrderedDict is a state dict's `_metadata`, which says nothing about tensors. */
  #ignoreState(): void {
    this.pop();
    if (!(this.#top() instanceof Map)) throw malformed();
  }

  #persistent(id: unknown): unknown {
    const { persistentLoad } = this.options;
    if (!persistentLoad) throw malformed();
    return persistentLoad(id);
  }
}

/** Little-endian two's complement; a bigint when a number could not hold it. */
function toInteger(bytes: Uint8Array): number | bigint {
  const unsigned = bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  const value = BigInt.asIntN(bytes.length * 8, unsigned);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

const malformed = () => new Unreadable('a pickle that does not hang together');

const forbidden = (what: string) =>
  new Unreadable(
    `a pickle that uses ${what}, which tensors have no need of; nothing of it was run`,
    'Only state dicts are read: torch.save(model.state_dict(), file). Do not unpickle a file of unknown origin.',
  );
