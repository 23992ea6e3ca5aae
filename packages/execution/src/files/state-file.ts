import { contentHash, shapeFault, type JsonShape } from '@thaw/core';
import { sayDamage } from '@thaw/locks';
import { createHash } from 'node:crypto';
import { readFile, rename, stat } from 'node:fs/promises';
import { parseJson, unlessTooDeep } from './parse-json.js';

// Small files in which Thaw keeps what it can find out again. A crash, a disk or a stranger may have touched them: what they
// say is believed if it is as long as it may be, has its checksum and is of its shape. Else the file is set aside, which is
// said once, and made anew.

/** What states may take in memory that are one thing: a calibration, an answer. */
const smallBytes = 2 ** 20;

/** A value as the text of its file: JSON, with a checksum of all else. */
export const stateText = (value: object): string =>
  `${JSON.stringify({ ...value, sum: contentHash(value) }, null, 1)}\n`;

/** None if there is no such file, or if it was damaged. One without a checksum is of an earlier Thaw. */
export async function readState<Value extends object>(
  file: string,
  shape: JsonShape,
  maximumBytes = smallBytes,
): Promise<Value | undefined> {
  const text = await readBounded(file, maximumBytes);
  if (text === undefined) return undefined;
  const found = parseJson(text);
  const fault = shapeFault(found, shape);
  if (fault !== undefined) return setAside(file, fault);
  const { sum, ...value } = found as Value & { readonly sum?: unknown };
  if (sum !== undefined && sum !== unlessTooDeep(() => contentHash(value)))
    return setAside(file, 'its checksum is wrong');
  return value as unknown as Value;
}

/** A text that is not JSON, with its checksum as its first line. */
export const sealedText = (body: string): string => `${sha256(body)}\n${body}`;

/** None if there is no such file, or if it was damaged. */
export async function readSealed(file: string, maximumBytes = smallBytes): Promise<string | undefined> {
  const text = await readBounded(file, maximumBytes);
  if (text === undefined) return undefined;
  const body = text.slice(65);
  return text.startsWith(`${sha256(body)}\n`) ? body : setAside(file, 'its checksum is wrong');
}

const sha256 = (body: string): string => createHash('sha256').update(body).digest('hex');

async function readBounded(file: string, maximumBytes: number): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (!found) return undefined;
  if (!found.isFile()) return setAside(file, 'it is no file');
  if (found.size > maximumBytes)
    return setAside(file, `it has ${found.size} bytes, more than the ${maximumBytes} that it may have`);
  return readFile(file, 'utf8').catch(() => undefined);
}

/** In its place another is made; what is set aside later takes the name of what was before. */
async function setAside(file: string, fault: string): Promise<undefined> {
  const aside = `${file}.damaged`;
  try {
    await rename(file, aside);
  } catch {
    // Another process has, or nothing can be written here: then it is passed over each time, and not told each time.
    return undefined;
  }
  sayDamage(`${file} is damaged (${fault}); it was moved to ${aside} and is made anew`);
  return undefined;
}
