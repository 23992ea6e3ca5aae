import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentHash } from '../../../packages/core/dist/index.js';
import { thisProcess } from '../../../packages/locks/dist/index.js';
import {
  readCalibration,
  thisCpu,
  writeCalibration,
} from '../../../packages/execution/dist/calibration/calibration-file.js';
import { keepTaken, readTaken } from '../../../packages/execution/dist/calibration/taken-settings.js';
import { DigestCache } from '../../../packages/execution/dist/data/digest-cache.js';
import { fileStateOf } from '../../../packages/execution/dist/files/file-state.js';
import { sealedText, stateText } from '../../../packages/execution/dist/files/state-file.js';
import { leasedKeys } from '../../../packages/execution/dist/store/folder/file-lease.js';
import { rememberedHash } from '../../../packages/execution/dist/weights/file-hash.js';
import { mutateBytes } from '../mutate-bytes.mjs';
import { mutateJsonFile } from '../mutate-json.mjs';
import { accepted, fingerprint, passedOver } from '../outcome.mjs';

const sha256 = (content) => createHash('sha256').update(content).digest('hex');
const isSealed = (text) => text.startsWith(`${sha256(text.slice(65))}\n`);

/** Some of the damage has a checksum that is right again, which needs no secret. */
const mutateSealed = (bytes, random, others) =>
  random() < 0.7
    ? mutateBytes(bytes, random, others)
    : Buffer.from(sealedText(Buffer.from(mutateBytes(bytes.subarray(65), random)).toString()));

const sealState = (value) => {
  const { sum, ...rest } = Object(value);
  return sum === undefined || value === null || Array.isArray(value)
    ? JSON.stringify(value)
    : stateText(rest);
};
const mutateState = (bytes, random, others) =>
  mutateJsonFile(bytes, random, others, { seal: random() < 0.6 ? sealState : JSON.stringify });

const requireHash = (hash, isRight, truth) => {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error(`a hash that is none: ${hash}`);
  if (!isRight && hash !== truth)
    throw new Error(`${hash} of a file whose checksum is wrong, ${truth} was right`);
};

const images = ['a/1.png', 'a/2.png', 'b/é \n.png'];
const identities = images.map((_, index) => `1:${index}:9:10:11`);

const digests = {
  name: 'cache-digests',
  seeds: () => {
    const entry = (path, index) => `${sha256(path)}\t${identities[index]}\t${path}\0`;
    return [Buffer.from(sealedText(images.map(entry).join('')))];
  },
  mutate: mutateSealed,
  async open(folder) {
    const root = join(folder, 'root');
    for (const path of images) {
      await mkdir(join(root, path, '..'), { recursive: true });
      await writeFile(join(root, path), path);
    }
    const file = join(folder, `${sha256(root).slice(0, 16)}.digests`);
    const states = identities.map((identity) => ({ identity, changedMs: 0, bytes: 9 }));
    return async (bytes) => {
      await writeFile(file, bytes);
      const isRight = isSealed(Buffer.from(bytes).toString());
      const found = await new DigestCache(folder).digest(root, images, states);
      found.forEach((hash, index) => requireHash(hash, isRight, sha256(images[index])));
      return accepted(fingerprint(found));
    };
  },
};

const remembered = {
  name: 'cache-hashes',
  seeds: () => [Buffer.from(sealedText(sha256('weights')))],
  mutate: mutateSealed,
  async open(folder) {
    const file = join(folder, 'weights.h5');
    await writeFile(file, 'weights');
    const { identity } = fileStateOf(await stat(file, { bigint: true }));
    const note = join(folder, 'checksums', `${contentHash(['sha256', file, identity]).slice(0, 32)}.hash`);
    await mkdir(join(folder, 'checksums'));
    return async (bytes) => {
      await writeFile(note, bytes);
      const found = await rememberedHash(file, 'sha256', folder);
      requireHash(found, isSealed(Buffer.from(bytes).toString()), sha256('weights'));
      return accepted(found);
    };
  },
};

const work = { matrixFlops: 1e9, depthwiseFlops: 1e8, elementBytes: 1e9 };
const calibrated = {
  machine: { engine: 'tensorflow', backend: 'tensorflow', description: 'tensorflow 2.21.0', ...thisCpu() },
  speed: {
    ...{ forward: work, training: work, secondsPerLayer: 0, secondsPerStep: 0.001, secondsPerStage: 1 },
    ...{
      decodesBeside: false,
      secondsPerImage: 0.001,
      secondsPerImageByte: 0,
      secondsPerAugmentedPixel: 1e-9,
    },
    ...{ secondsPerWrite: 0.001, diskBytes: 1e8 },
  },
  isQuiet: true,
  ratios: { 'train head': [1.5] },
  usedMs: 1,
};

/** A file of state that is written once, to learn where it lies, and then with each input. */
const stateTarget = (name, write, read) => ({
  name,
  seeds: async (folder) => {
    await write(folder);
    return [await readFile(await onlyFile(folder))];
  },
  mutate: mutateState,
  async open(folder) {
    const file = await onlyFile(folder);
    return async (bytes) => {
      await writeFile(file, bytes);
      const found = await read(folder);
      return found === undefined ? passedOver('set aside') : accepted(fingerprint(found));
    };
  },
});

async function onlyFile(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const { parentPath, name } = entries.find((entry) => entry.isFile() && !entry.name.endsWith('.damaged'));
  return join(parentPath, name);
}

const question = { id: 'abc', network: { name: 'mobilenetv2', imageSize: 96 }, said: {} };
const values = { precision: 'float32', compile: 'off' };
const answer = {
  ...{ settings: ['precision', 'compile'], network: question.network, values },
  ...{ candidates: [{ values, seconds: 1 }], measuredMs: 1, description: 'this machine' },
};

/** In an input, which is the same everywhere, this stands for the process that tries it. */
const somebody = {
  pid: 4242,
  host: 'here',
  boot: 'this-boot',
  pidNamespace: 'pid-here',
  startTicks: '31337',
};
const asThisProcess = (bytes) =>
  Buffer.from(
    Object.entries(thisProcess()).reduce(
      (text, [part, own]) => text.replaceAll(somebody[part], own),
      Buffer.from(bytes).toString('latin1'),
    ),
    'latin1',
  );

const leases = {
  name: 'cache-leases',
  seeds: () => [Buffer.from(JSON.stringify({ ...somebody, keys: ['f00d', 'beef'] }))],
  mutate: (bytes, random, others) => mutateJsonFile(bytes, random, others),
  async open(folder) {
    await mkdir(join(folder, 'leases'));
    return async (bytes) => {
      await writeFile(join(folder, 'leases', 'a.json'), asThisProcess(bytes));
      const keys = await leasedKeys(folder);
      return keys.size === 0 ? passedOver('taken away') : accepted(fingerprint([...keys]));
    };
  },
};

export const targets = [
  digests,
  remembered,
  stateTarget(
    'cache-calibration',
    (folder) => writeCalibration(folder, calibrated),
    (folder) => readCalibration(folder, calibrated.machine),
  ),
  stateTarget(
    'cache-answers',
    (folder) => keepTaken(folder, undefined, question, answer),
    (folder) => readTaken(folder, undefined, question),
  ),
  leases,
];
