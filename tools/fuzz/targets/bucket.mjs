import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { canonicalJson } from '../../../packages/core/dist/index.js';
import { mergeBlobs } from '../../../packages/execution/dist/cache/merge-blobs.js';
import { RemoteStages } from '../../../packages/execution/dist/cache/remote-stages.js';
import { S3Objects } from '../../../packages/execution/dist/objects/s3-objects.js';
import { leasedKeys } from '../../../packages/execution/dist/store/bucket/bucket-leases.js';
import { BucketStageStore } from '../../../packages/execution/dist/store/bucket/bucket-stage-store.js';
import { mutateBytes } from '../mutate-bytes.mjs';
import { mutateJsonFile } from '../mutate-json.mjs';
import { accepted, fingerprint, passedOver } from '../outcome.mjs';

const sha256 = (content) => createHash('sha256').update(content).digest('hex');

/** What a server has, as far as readers ask. */
class Objects {
  place = 's3://memory';
  use = 'store';
  #contents = new Map();

  set(name, content) {
    this.#contents.set(name, Buffer.from(content));
  }

  async list(beginning) {
    return [...this.#contents]
      .filter(([name]) => name.startsWith(beginning))
      .map(([name, content]) => ({ name, bytes: content.length, version: sha256(content), changedMs: 1 }));
  }
  async read(name, bytes) {
    const content = this.#contents.get(name);
    return content?.length === bytes ? Uint8Array.from(content) : undefined;
  }
  async readNow(name, mostBytes) {
    const content = this.#contents.get(name);
    if (!content) return undefined;
    if (content.length > mostBytes) return 'too-large';
    return { content: Uint8Array.from(content), version: sha256(content), changedMs: 1, nowMs: 2 };
  }
  async size(name) {
    return this.#contents.get(name)?.length;
  }
  async write(name, blob) {
    this.set(name, await blob.read(0, blob.bytes));
    return sha256(this.#contents.get(name));
  }
  async replace(name, content, _sha256, version) {
    const found = this.#contents.get(name);
    if ((found && sha256(found)) !== version) return undefined;
    this.set(name, content);
    return sha256(content);
  }
  async remove(name) {
    this.#contents.delete(name);
  }
}

const stage = { kind: 'train', key: 'f00d' };
const epoch = { epoch: 1, step: 2, metrics: { loss: 1 }, seconds: 1, timeMs: 1 };
const blobs = { 'history.json': JSON.stringify([epoch]), 'a.bin': 'what was computed' };
const contents = new Set(Object.values(blobs));
const objectOf = (content) => `blobs/train/f00d/${sha256(content)}.00000000-0000-0000-0000-000000000000`;

const requireOwn = (found) => {
  for (const content of found)
    if (!contents.has(Buffer.from(content).toString())) throw new Error('a blob that nobody has written');
};

const about = {
  ...{ kind: 'train', key: 'f00d', nonce: 'once', usedMs: 1 },
  blobs: Object.fromEntries(
    Object.entries(blobs).map(([name, content]) => [
      name,
      {
        object: objectOf(content),
        ...{ version: sha256(content), bytes: content.length, sha256: sha256(content) },
      },
    ]),
  ),
  claim: { pid: 4242, host: 'somewhere', purpose: 'training', token: 'abc' },
};

/** With a checksum that is right again, which needs no secret. */
const sealState = (state) => JSON.stringify({ ...state, sha256: sha256(canonicalJson(state?.about)) });

/** All that a store in a bucket has of a stage. */
const state = {
  name: 'bucket-stage',
  seeds: () => [Buffer.from(sealState({ about }))],
  mutate: (bytes, random, others) =>
    mutateJsonFile(bytes, random, others, random() < 0.6 ? { seal: sealState } : {}),
  open: (folder) => async (bytes) => {
    const objects = new Objects();
    for (const content of contents) objects.set(objectOf(content), content);
    // Of another stage, whatever a list of this one says.
    objects.set(objectOf('other').replace('f00d', 'beef'), 'other');
    objects.set('stages/train/f00d.json', bytes);
    const store = new BucketStageStore({ objects, copies: join(folder, 'copies'), onDamage() {} });
    const names = await store.list(stage);
    const found = await store.readAll(stage, [...names, ...Object.keys(blobs)]);
    requireOwn(found.values());
    const { bytes: size } = await store.describe(stage);
    const { claim, holder } = await store.tryClaim(stage, 'training');
    await claim?.release();
    return names.length === 0 && found.size === 0
      ? passedOver('lost')
      : accepted(fingerprint([names, [...found.keys()], size, holder]));
  },
};

const lease = {
  name: 'bucket-lease',
  seeds: () => [Buffer.from(JSON.stringify({ pid: 4242, host: 'somewhere', keys: ['f00d', 'beef'] }))],
  mutate: mutateJsonFile,
  open: () => async (bytes) => {
    const objects = new Objects();
    objects.set('leases/a.json', bytes);
    const keys = await leasedKeys(objects);
    return keys.size === 0 ? passedOver('taken away') : accepted(fingerprint([...keys]));
  },
};

const listed = Object.fromEntries(
  Object.entries(blobs).map(([name, content]) => [name, { bytes: content.length, sha256: sha256(content) }]),
);

/** What a cache lists of a stage, under the hash that it has; and what two have of a training. */
const cache = {
  name: 'cache-list',
  seeds: () => [Buffer.from(canonicalJson({ ...stage, blobs: listed })), Buffer.from(blobs['history.json'])],
  mutate: mutateJsonFile,
  open: () => async (bytes) => {
    const objects = new Objects();
    for (const content of contents) objects.set(`blobs/${sha256(content)}`, content);
    objects.set(`stages/train/f00d/${sha256(bytes)}.json`, bytes);
    const remote = new RemoteStages(objects);
    const stages = await remote.stages();
    const found = await remote.blobsOf(stage);
    const read = [];
    for (const each of found.values()) read.push(await remote.read(each));
    requireOwn(read.filter(Boolean));
    const ours = Buffer.from('[]');
    const merged = ['history.json', 'readings.json'].map((name) => mergeBlobs(name, ours, bytes).length);
    return found.size === 0 && merged.every((length) => length === ours.length)
      ? passedOver('nothing')
      : accepted(fingerprint([stages, [...found.keys()], read.length, merged]));
  },
};

const page = (body) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>shared</Name><Prefix>team/</Prefix><KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys>${body}</ListBucketResult>`;
const entry = (name) =>
  `<Contents><Key>team/${name}</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><ETag>&quot;abc&quot;</ETag><Size>7</Size><StorageClass>STANDARD</StorageClass></Contents>`;
const refused =
  '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>no</Message><RequestId>1</RequestId></Error>';

const snippets = [
  '<',
  '>',
  '&',
  '&#0;',
  '&#x110000;',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '&b;',
  '<![CDATA[',
  ']]>',
];
const tags = ['Contents', 'Key', 'Size', 'LastModified', 'IsTruncated', 'NextContinuationToken', '__proto__'];
const pick = (random, items) => items[Math.floor(random() * items.length)];

function mutateXml(bytes, random, others) {
  const way = random();
  if (way < 0.4) return mutateBytes(bytes, random, others);
  const text = Buffer.from(bytes).toString();
  if (way < 0.6) return Buffer.from(text.replaceAll(pick(random, tags), () => pick(random, tags)));
  if (way < 0.75) return Buffer.from(text.replace(/>[^<]+</g, (each) => (random() < 0.3 ? '><' : each)));
  const at = Math.floor(random() * text.length);
  const snippet = pick(random, snippets).repeat(random() < 0.05 ? 5000 : 1);
  return Buffer.from(text.slice(0, at) + snippet + text.slice(at));
}

/** Whatever it is asked for, a server answers with an input. */
const s3 = {
  name: 's3',
  seeds: () =>
    [
      page(`<IsTruncated>false</IsTruncated>${entry('a/one')}${entry('a/two')}`),
      page(
        `<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>${entry('a/one')}`,
      ),
      refused,
    ].map((text) => Buffer.from(text)),
  mutate: mutateXml,
  async open() {
    let body;
    const server = createServer((request, response) => {
      request.resume();
      const status = body.includes('<Error>') ? 403 : 200;
      response.writeHead(status, { 'content-type': 'application/xml', etag: '"abc"' }).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${server.address().port}`,
      ...{ AWS_ACCESS_KEY_ID: 'someone', AWS_SECRET_ACCESS_KEY: 'a secret', AWS_MAX_ATTEMPTS: '1' },
      ...{ AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '', AWS_SHARED_CREDENTIALS_FILE: '' },
    });
    const objects = new S3Objects({ bucket: 'shared', prefix: 'team/' }, 'cache');
    const read = async (bytes) => {
      body = Buffer.from(bytes);
      const found = await objects.list('a/');
      return accepted(fingerprint([found, await objects.read('a', 7)]));
    };
    read.close = () => {
      server.closeAllConnections();
      server.close();
    };
    return read;
  },
};

export const targets = [state, lease, cache, s3];
