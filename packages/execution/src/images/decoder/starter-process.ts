import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { LastWords } from '../../launcher/last-words.js';
import type { FromProcess, ProcessSettings } from './decoding.js';
import { endWithParentOnly } from './ending.js';
import type { FromStarter, ToStarter } from './starting.js';

// The process that starts those that decode, and hands on what they and their asker say to each other.

endWithParentOnly();

const entry = join(import.meta.dirname, 'decoder-process.js');
const processes = new Map<number, ChildProcess>();

process.on('message', (message: ToStarter) => {
  const { id } = message;
  if (message.type === 'tell') processes.get(id)?.send(message.message, () => {});
  else if (message.type === 'start') start(message);
  else {
    processes
      .get(id)
      ?.removeAllListeners()
      .on('error', () => {})
      .kill('SIGKILL');
    processes.delete(id);
  }
});

function start({ id, path, settings }: ToStarter & { type: 'start' }): void {
  const words = new LastWords();
  const tellEnd = (code: number | null, signal: string | null): void => {
    processes.delete(id);
    tell({ type: 'ended', id, end: { code, signal, text: words.text, shortage: words.shortage } });
  };
  try {
    const child = startChild(path, settings);
    processes.set(id, child);
    // Warnings of libvips reach no terminal.
    child.stderr!.setEncoding('utf8').on('data', (text: string) => words.add(text));
    child.on('message', (message: FromProcess) => tell({ type: 'heard', id, message }));
    child.on('error', ({ message }) => words.add(message));
    // Comes after all that it wrote has been read, and after an error.
    child.on('close', tellEnd);
    tell({ type: 'started', id, pid: child.pid ?? 0 });
  } catch (error) {
    words.add((error as Error).message);
    tellEnd(null, null);
  }
}

function startChild(path: string, settings: ProcessSettings): ChildProcess {
  const pixels = openSync(path, 'r+');
  try {
    const child = fork(entry, { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc', pixels] });
    child.send(settings, () => {});
    return child;
  } finally {
    closeSync(pixels);
  }
}

function tell(message: FromStarter): void {
  process.send!(message);
}
