import { once } from 'node:events';
import { createServer } from 'node:net';
import { askHub } from '../../../packages/execution/dist/weights/hub/ask-hub.js';
import { mutateBytes } from '../mutate-bytes.mjs';
import { accepted, fingerprint } from '../outcome.mjs';

const commit = 'a'.repeat(40);
const head = (status, headers) =>
  [
    `HTTP/1.1 ${status}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    'connection: close',
    '',
    '',
  ].join('\r\n');

const answers = [
  head('200 OK', { 'x-repo-commit': commit, etag: `"${'b'.repeat(40)}"`, 'content-length': 12 }),
  head('302 Found', {
    'x-repo-commit': commit,
    ...{ 'x-linked-etag': `"${'c'.repeat(64)}"`, 'x-linked-size': 1e6, location: 'http://127.0.0.1:9/large' },
  }),
  head('404 Not Found', { 'x-error-code': 'EntryNotFound', 'content-length': 0 }),
  head('401 Unauthorized', { 'x-error-code': 'RepoNotFound', 'content-length': 0 }),
  head('307 Temporary Redirect', { location: '/another/name/resolve/main/model.safetensors' }),
];

const snippets = [
  '\r\n',
  ': ',
  '0',
  '9'.repeat(30),
  '"',
  'W/',
  'location: /x\r\n',
  'x-linked-size: -1\r\n',
  '\0',
  'é',
];
const pick = (random, items) => items[Math.floor(random() * items.length)];

function mutate(bytes, random, others) {
  if (random() < 0.5) return mutateBytes(bytes, random, others);
  const text = Buffer.from(bytes).toString('latin1');
  const at = Math.floor(random() * text.length);
  const snippet = pick(random, snippets).repeat(random() < 0.02 ? 5000 : 1);
  return Buffer.from(text.slice(0, at) + snippet + text.slice(at), 'latin1');
}

/** What a hub, or what stands in front of it, answers, as it comes over the wire. */
const hub = {
  name: 'hub',
  seeds: () => answers.map((text) => Buffer.from(text)),
  mutate,
  async open(folder) {
    let answer;
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(answer));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const places = { folder, endpoint: `http://127.0.0.1:${server.address().port}`, offline: false };
    const read = async (bytes) => {
      answer = bytes;
      // Its address has the port, which is another each time.
      const offer = await askHub({ hub: 'some/model' }, places);
      if (!(offer.bytes > 0)) throw new Error(`${offer.bytes} bytes`);
      return accepted(fingerprint([offer.commit, offer.name, offer.bytes, offer.hash]));
    };
    read.close = () => server.close();
    return read;
  },
};

export const targets = [hub];
