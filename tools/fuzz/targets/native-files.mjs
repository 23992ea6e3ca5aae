import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findDamage, readManifest, writeManifest } from '../../../packages/engine/dist/native/manifest.js';
import { mutateJsonFile } from '../mutate-json.mjs';
import { accepted, fingerprint, passedOver } from '../outcome.mjs';

async function install(folder) {
  mkdirSync(join(folder, 'lib'), { recursive: true });
  for (const name of ['libbig.so', 'libsmall.so']) writeFileSync(join(folder, 'lib', name), name);
  await writeManifest(folder, 'a test');
}

/** What an installed TensorFlow consists of. */
const native = {
  name: 'native-files',
  async seeds(folder) {
    await install(folder);
    return [readFileSync(join(folder, 'manifest.json'))];
  },
  mutate: mutateJsonFile,
  open: (folder) => async (bytes) => {
    writeFileSync(join(folder, 'manifest.json'), bytes);
    const manifest = await readManifest(folder);
    if (!manifest) return passedOver('not finished');
    return accepted(fingerprint(await findDamage(folder, manifest, 'content')));
  },
};

export const targets = [native];
