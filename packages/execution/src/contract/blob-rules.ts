import type { StageRef } from '@thaw/core';
import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert';
import { createHash } from 'node:crypto';
import type { StoreRule } from './describe-stage-store.js';

const stage: StageRef = { kind: 'features', key: 'f00d' };
const bytes = (text: string) => new TextEncoder().encode(text);
const hashOf = (content: string) => createHash('sha256').update(content).digest('hex');
const text = (blob: Uint8Array | undefined) => blob && new TextDecoder().decode(blob);

export const blobRules: readonly StoreRule[] = [
  {
    says: 'gives back what was written, to every process',
    async check(store, { connect }) {
      await store.write(stage, 'a.json', bytes('{"a":1}'));
      await store.write(stage, 'b', bytes(''));
      for (const each of [store, connect()]) {
        strictEqual(text(await each.read(stage, 'a.json')), '{"a":1}');
        strictEqual(text(await each.read(stage, 'b')), '');
        deepStrictEqual((await each.list(stage)).toSorted(), ['a.json', 'b']);
      }
    },
  },
  {
    says: 'reads several at once, as far as they are there',
    async check(store, { connect }) {
      await store.write(stage, 'a', bytes('one'));
      await store.write(stage, 'b', bytes('two'));
      await store.write(stage, 'c', bytes('three'));
      const read = await connect().readAll(stage, ['c', 'none', 'a']);
      deepStrictEqual(
        [...read].map(([name, blob]) => [name, text(blob)]),
        [
          ['c', 'three'],
          ['a', 'one'],
        ],
      );
    },
  },
  {
    says: 'knows nothing of a stage before something is written',
    async check(store) {
      deepStrictEqual(await store.stages(), []);
      deepStrictEqual(await store.list(stage), []);
      strictEqual(await store.read(stage, 'a'), undefined);
      strictEqual(await store.open(stage, 'a'), undefined);
      deepStrictEqual(await store.describe(stage), { blobs: new Map(), bytes: 0, lastUsedMs: 0 });
    },
  },
  {
    says: 'keeps what it was given, whatever becomes of the array',
    async check(store) {
      const blob = bytes('before');
      await store.write(stage, 'a', blob);
      blob.fill(0);
      (await store.read(stage, 'a'))!.fill(0);
      strictEqual(text(await store.read(stage, 'a')), 'before');
    },
  },
  {
    says: 'replaces a blob that is written again, and removes it',
    async check(store, { connect }) {
      await store.write(stage, 'a', bytes('old'));
      await store.write(stage, 'b', bytes('old'));
      await store.write(stage, 'a', bytes('new'));
      strictEqual(text(await connect().read(stage, 'a')), 'new');
      await store.remove(stage, 'a');
      strictEqual(await connect().read(stage, 'a'), undefined);
      strictEqual(text(await connect().read(stage, 'b')), 'old');
    },
  },
  {
    says: 'makes all changes of an update at once',
    async check(store, { connect }) {
      await store.write(stage, 'epoch-1', bytes('one'));
      const reader = connect();
      const seen = new Set<string>();
      let isDone = false;
      const watching = (async () => {
        while (!isDone) seen.add((await reader.list(stage)).toSorted().join());
      })();
      await store.update(
        stage,
        new Map([
          ['epoch-2', bytes('two')],
          ['history', bytes('12')],
          ['epoch-1', undefined],
        ]),
      );
      isDone = true;
      await watching;
      strictEqual((await reader.list(stage)).toSorted().join(), 'epoch-2,history');
      for (const names of seen) ok(['epoch-1', 'epoch-2,history'].includes(names), `a reader saw ${names}`);
    },
  },
  {
    says: 'says of an update the hashes of what it wrote itself, whoever else writes',
    async check(store, { connect }) {
      const update = (by: typeof store, content: string) =>
        by.update(
          stage,
          new Map([
            ['a', bytes(content)],
            ['b', undefined],
          ]),
        );
      const written = await Promise.all([update(store, 'one'), update(connect(), 'other')]);
      deepStrictEqual(
        written.map((each) => Object.fromEntries(each)),
        [{ a: hashOf('one') }, { a: hashOf('other') }],
      );
      deepStrictEqual(await store.update(stage, new Map()), new Map());
    },
  },
  {
    says: 'reads an opened blob in pieces, and refuses to read past its end',
    async check(store) {
      await store.write(stage, 'a', bytes('0123456789'));
      const blob = (await store.open(stage, 'a'))!;
      strictEqual(blob.bytes, 10);
      strictEqual(text(await blob.read(3, 4)), '3456');
      await rejects(blob.read(8, 4), RangeError);
      await blob.close();
    },
  },
  {
    says: 'sets a damaged blob aside, reports it once, and takes it again',
    async check(store, underTest) {
      for (const [index, read] of [store.read.bind(store), store.open.bind(store)].entries()) {
        await store.write(stage, 'a', bytes('hello'));
        await store.write(stage, 'b', bytes('world'));
        await underTest.damage(stage, 'a');
        strictEqual(await read(stage, 'a'), undefined);
        strictEqual(await underTest.connect().read(stage, 'a'), undefined);
        deepStrictEqual(await store.list(stage), ['b']);
        deepStrictEqual(underTest.damages, Array(index + 1).fill('a'));
      }
      await store.write(stage, 'a', bytes('hello'));
      strictEqual(text(await store.read(stage, 'a')), 'hello');
    },
  },
  {
    says: 'sets aside what it is told is no blob of its name, unless the name has other bytes by now',
    async check(store, underTest) {
      await store.write(stage, 'a', bytes('hello'));
      await store.write(stage, 'b', bytes('hello'));
      await store.setAside(stage, 'a', bytes('other'));
      strictEqual(text(await store.read(stage, 'a')), 'hello');
      await store.setAside(stage, 'a', bytes('hello'));
      await store.setAside(stage, 'none', bytes('hello'));
      for (const each of [store, underTest.connect()]) deepStrictEqual(await each.list(stage), ['b']);
      strictEqual(text(await store.read(stage, 'b')), 'hello');
    },
  },
  {
    says: 'does not list a damaged blob, and reports it once',
    async check(store, underTest) {
      await store.write(stage, 'a', bytes('hello'));
      await store.write(stage, 'b', bytes('world'));
      await underTest.damage(stage, 'a');
      for (const each of [store, underTest.connect()]) deepStrictEqual(await each.list(stage), ['b']);
      deepStrictEqual(underTest.damages, ['a']);
      strictEqual(await store.read(stage, 'a'), undefined);
    },
  },
  {
    says: 'names the stages that it has, of all kinds or of some',
    async check(store, { connect }) {
      const others: readonly StageRef[] = [
        { kind: 'train', key: 'f00d' },
        { kind: 'train', key: 'cafe' },
      ];
      for (const each of [stage, ...others]) await store.write(each, 'a', bytes(each.kind));
      const named = async (kinds?: readonly StageRef['kind'][]) =>
        (await connect().stages(kinds)).map(({ kind, key }) => `${kind} ${key}`).toSorted();
      deepStrictEqual(await named(), ['features f00d', 'train cafe', 'train f00d']);
      deepStrictEqual(await named(['train', 'model']), ['train cafe', 'train f00d']);
      strictEqual(text(await store.read(others[0]!, 'a')), 'train');
    },
  },
  {
    says: 'describes what it has of a stage, which is no use of it',
    async check(store, { connect }) {
      await store.write(stage, 'a', bytes('hello'));
      await store.write(stage, 'b', bytes('hello'));
      const sha256 = hashOf('hello');
      const { blobs, bytes: taken, lastUsedMs } = await connect().describe(stage);
      deepStrictEqual(Object.fromEntries(blobs), { a: { bytes: 5, sha256 }, b: { bytes: 5, sha256 } });
      ok(taken >= 5);
      ok(lastUsedMs > 0);
      strictEqual((await connect().describe(stage)).lastUsedMs, lastUsedMs);
    },
  },
];
