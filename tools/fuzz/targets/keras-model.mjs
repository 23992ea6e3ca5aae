import { unzipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { checkBackbone, readModelBackbone } from '../../../packages/backbones/dist/index.js';
import { mutateBytes } from '../mutate-bytes.mjs';
import { mutatedJson } from '../mutate-json.mjs';
import { accepted, fingerprint } from '../outcome.mjs';
import { zipped } from '../zipped.mjs';

const file = new URL('../../../packages/backbones/src/models/own-model.keras', import.meta.url);

/** Without its weights, which are another reader's. */
function described() {
  const { 'config.json': config, 'metadata.json': metadata } = unzipSync(Uint8Array.from(readFileSync(file)));
  return zipped({ 'config.json': config, 'metadata.json': metadata });
}

function mutate(bytes, random, others) {
  if (random() < 0.1) return mutateBytes(bytes, random, others);
  const { 'config.json': config, 'metadata.json': metadata } = unzipSync(bytes);
  const changed = Buffer.from(mutatedJson(JSON.parse(Buffer.from(config)), random));
  return zipped({ 'config.json': changed, 'metadata.json': metadata }, { isStored: true });
}

const kerasModel = {
  name: 'keras-model',
  seeds: () => [described()],
  mutate,
  open: () => async (bytes) => {
    const backbone = await readModelBackbone(bytes, 'small.keras');
    const findings = checkBackbone(backbone);
    if (findings.length > 0) return { refused: ['THAW-BACKBONE-MODEL'] };
    return accepted(fingerprint(backbone.build(backbone.minimumImageSize).layers));
  },
};

export const targets = [kerasModel];
