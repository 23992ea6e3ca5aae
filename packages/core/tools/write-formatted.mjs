import { rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

/** Writes a file as Prettier would leave it, beside and renamed. */
export async function writeFormatted(url, text) {
  const path = fileURLToPath(url);
  const formatted = await format(text, { ...(await resolveConfig(path)), filepath: path });
  await writeFile(`${path}.new`, formatted);
  await rename(`${path}.new`, path);
}
