import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentHash } from '../../../packages/core/dist/index.js';
import { readProvenance } from '../../../packages/execution/dist/provenance/index.js';
import { FileStageStore } from '../../../packages/execution/dist/store/index.js';
import { mutateJsonFile } from '../mutate-json.mjs';
import { mutateBytes } from '../mutate-bytes.mjs';
import { accepted, fingerprint, passedOver } from '../outcome.mjs';

const stage = { kind: 'train', key: 'f00d' };
const contents = { 'a.bin': 'what was computed', 'b.bin': 'and more of it' };
const open = (folder) => new FileStageStore({ folder, onDamage: () => {} });

async function write(folder) {
  const blobs = new Map(Object.entries(contents).map(([name, text]) => [name, Buffer.from(text)]));
  await open(folder).update(stage, blobs);
}
const placeOf = (folder) => join(folder, 'stages', stage.kind, stage.key);

/** With a checksum that is right again, which needs no secret. */
const seal = (value) => {
  const blobs = Object(value).blobs;
  try {
    return JSON.stringify({ ...value, sha256: contentHash(blobs) });
  } catch {
    return JSON.stringify(value);
  }
};

const stageStore = {
  name: 'stage-store',
  async seeds(folder) {
    await write(folder);
    const { blobs } = JSON.parse(await readFile(join(placeOf(folder), 'stage.json')));
    for (const blob of Object.values(blobs)) blob.writtenMs = 1;
    return [Buffer.from(seal({ blobs }))];
  },
  mutate: (bytes, random, others) => mutateJsonFile(bytes, random, others, random() < 0.6 ? { seal } : {}),
  async open(folder) {
    const place = placeOf(folder);
    const outside = join(folder, '..', 'x');
    const blobs = [];
    for (const file of (await readdir(place)).filter((name) => name.endsWith('.blob')))
      blobs.push([join(place, file), await readFile(join(place, file))]);
    await writeFile(outside, 'of somebody else');
    const read = async (bytes) => {
      for (const [file, content] of blobs) await writeFile(file, content);
      await writeFile(join(place, 'stage.json'), bytes);
      const store = open(folder);
      const names = await store.list(stage);
      const found = await store.readAll(stage, [...names, ...Object.keys(contents)]);
      if (!existsSync(outside)) throw new Error('a file outside of the store was moved');
      for (const content of found.values())
        if (!Object.values(contents).includes(Buffer.from(content).toString()))
          throw new Error('a blob that nobody has written');
      await rm(join(folder, 'damaged'), { recursive: true, force: true });
      return found.size === 0 ? passedOver('lost') : accepted(fingerprint([...found].sort()));
    };
    read.close = () => rm(outside, { force: true });
    return read;
  },
};

const computed = {
  ...{ kind: 'train', key: 'f00d', label: 'extract', version: 1, parents: ['beef'] },
  weights: { identity: 'random:42', source: 'random', available: true },
  computations: [
    {
      ...{ startedMs: 1, seconds: 2, thaw: '0.2.0', peakMemoryBytes: 1e9 },
      machine: { host: 'here', os: 'Linux 6', cpu: 'x', cores: 2, memoryBytes: 1e9, node: 'v22' },
      engine: { name: 'tensorflow', backend: 'tensorflow', description: 'tensorflow 2.21.0' },
      git: { commit: 'abc', dirty: false },
    },
  ],
};

/** It lies in a blob, whose checksum is right whatever it says. */
const provenance = {
  name: 'provenance',
  seeds: () => [Buffer.from(JSON.stringify(computed))],
  mutate: (bytes, random, others) =>
    random() < 0.2 ? mutateBytes(bytes, random) : mutateJsonFile(bytes, random, others),
  async open(folder) {
    await mkdir(folder, { recursive: true });
    const store = open(folder);
    return async (bytes) => {
      await store.write(stage, 'provenance.json', bytes);
      const found = await readProvenance(store, stage);
      return found === undefined ? passedOver('none') : accepted(fingerprint(found));
    };
  },
};

export const targets = [stageStore, provenance];
