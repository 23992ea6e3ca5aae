import { own } from '@thaw/core';
import { open } from 'node:fs/promises';

/** A spec is written by people; what is larger was taken for one by mistake. */
export const largestBytes = 1_000_000;

/** A file's text, or in a few words what there is instead. */
export type ReadText = { readonly text: string } | { readonly found: string };

/** Reads a text in UTF-8. A pipe is read to its end, where `fromPipe` says that it may be one. */
export async function readText(file: string, { fromPipe = false } = {}): Promise<ReadText> {
  try {
    const handle = await open(file, 'r');
    try {
      const stats = await handle.stat();
      if (stats.isDirectory()) return { found: 'a folder' };
      if (!stats.isFile() && !fromPipe) return { found: 'neither a file nor a folder' };
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > largestBytes) return { found: 'a file of more than 1 MB' };
      }
      return { text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return { found: 'a file that is no text in UTF-8' };
    const { code = '', message, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    return { found: own(meanings, code) ?? message };
  }
}

const meanings: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'a folder',
  EACCES: 'a file that you may not read',
  EPERM: 'a file that you may not read',
  ELOOP: 'a link that leads to itself',
  ENAMETOOLONG: 'a name that is too long for a file',
};
