import { parseJson } from '../../files/parse-json.js';

const lineBreak = 0x0a;
/** No event has more. */
const longestLine = 2 ** 26;

/** How many lines of a journal are no event of its sweep, whichever Thaw has written them. What is sent ends with the end of a line. */
export function damagedLines(journal: Uint8Array, sweep: string): number {
  const bytes = Buffer.from(journal.buffer, journal.byteOffset, journal.byteLength);
  let damaged = 0;
  for (let start = 0, end; start < bytes.length; start = end + 1) {
    const found = bytes.indexOf(lineBreak, start);
    end = found < 0 ? bytes.length : found;
    if (end - start > longestLine || !isOf(sweep, bytes.toString('utf8', start, end))) damaged++;
  }
  return damaged;
}

const isOf = (sweep: string, line: string): boolean =>
  (parseJson(line) as { readonly sweep?: unknown } | null | undefined)?.sweep === sweep;
