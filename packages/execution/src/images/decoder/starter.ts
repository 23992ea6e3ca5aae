import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { LastWords } from '../../launcher/last-words.js';
import type { FromProcess, ProcessSettings, ToProcess } from './decoding.js';
import { readsAhead } from './in-flight.js';
import type { FromStarter, ProcessEnd, ToStarter } from './starting.js';

/** The built file, also when this one runs from source in a test. */
const entry = createRequire(import.meta.url).resolve('@thaw/execution/decoder-starter');

export interface Listener {
  /** It is there, and has opened the file. */
  started(pid: number): void;
  heard(message: FromProcess): void;
  ended(end: ProcessEnd): void;
}

/**
 * Starts processes by way of a small one. To start one the system copies the tables of all memory of whoever does it, which takes up to
 * a second for a process that holds gigabytes, and stops it meanwhile. So it is done once, and the small one lives as long as this.
 */
export class Starter {
  static #alive: Starter | undefined;

  static get(): Starter {
    return (this.#alive ??= new Starter());
  }

  readonly #process: ChildProcess;
  readonly #listeners = new Map<number, Listener>();
  readonly #words = new LastWords();
  #started = 0;
  #ended: ProcessEnd | undefined;

  private constructor() {
    this.#process = fork(entry, {
      execArgv: [],
      env: environment(),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    // Without descriptors to spare there is none.
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => this.#words.add(text));
    this.#process.on('message', (message: FromStarter) => this.#hear(message));
    this.#process.on('error', ({ message }) => this.#words.add(message));
    this.#process.on('close', (code, signal) => this.#end(code, signal));
    this.#hold();
  }

  /** A process that decodes, with the file at `path` for pixels. */
  start(path: string, settings: ProcessSettings, listener: Listener): number {
    const id = this.#started++;
    const ended = this.#ended;
    // Its end was told before anybody listened.
    if (ended) queueMicrotask(() => listener.ended(ended));
    this.#listeners.set(id, listener);
    this.#hold();
    this.#tell({ type: 'start', id, path, settings });
    return id;
  }

  tell(id: number, message: ToProcess): void {
    this.#tell({ type: 'tell', id, message });
  }

  /** Ends it, wherever it is. */
  end(id: number): void {
    this.#listeners.delete(id);
    this.#hold();
    this.#tell({ type: 'end', id });
  }

  #tell(message: ToStarter): void {
    // What cannot be told any more is told by its end.
    this.#process.send(message, () => {});
  }

  #hear(message: FromStarter): void {
    const listener = this.#listeners.get(message.id);
    if (message.type === 'started') listener?.started(message.pid);
    else if (message.type === 'heard') listener?.heard(message.message);
    else listener?.ended(message.end);
  }

  #end(code: number | null, signal: string | null): void {
    Starter.#alive = undefined;
    const { text, shortage } = this.#words;
    const ended = (this.#ended = { code, signal, text, shortage });
    for (const listener of [...this.#listeners.values()]) listener.ended(ended);
  }

  /** Keeps this process alive while there are processes that it waits for, and no longer. */
  #hold(): void {
    const how = this.#listeners.size > 0 ? 'ref' : 'unref';
    this.#process[how]();
    this.#process.channel?.[how]();
    (this.#process.stderr as Socket | null)?.[how]();
  }
}

/** Of processes that decode: one thread decodes, others read; a debugger would be in the way of the one that is attached already. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS, ...others } = process.env;
  const options = NODE_OPTIONS?.replace(/--inspect\S*/g, '');
  return { ...others, UV_THREADPOOL_SIZE: String(1 + readsAhead), ...(options && { NODE_OPTIONS: options }) };
}
