import type { Claim, ClaimAttempt, ClaimHolder, StageRef } from '@thaw/core';
import { AssertionError, deepStrictEqual, rejects, strictEqual } from 'node:assert';
import type { StoreRule } from './describe-stage-store.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const stage: StageRef = { kind: 'train', key: 'f00d' };

const purposeOf = (attempt: ClaimAttempt) => ('holder' in attempt ? attempt.holder.purpose : undefined);

/** Of the claim that nobody else has. */
async function taken(attempt: Promise<ClaimAttempt>): Promise<Claim> {
  const made = await attempt;
  if ('claim' in made) return made.claim;
  throw new AssertionError({ message: `it is held for ${made.holder.purpose}` });
}

export const claimRules: readonly StoreRule[] = [
  {
    says: 'lets one claim a stage at a time, and says who has it',
    async check(store, { connect }) {
      const claim = await store.claim(stage, { purpose: 'training' });
      for (const each of [store, connect()])
        strictEqual(purposeOf(await each.tryClaim(stage, 'eviction')), 'training');
      strictEqual(claim.lost.aborted, false);
      await claim.release();
      const next = await taken(connect().tryClaim(stage, 'eviction'));
      strictEqual(purposeOf(await store.tryClaim(stage, 'training')), 'eviction');
      await next.release();
    },
  },
  {
    says: 'keeps claims on different stages apart',
    async check(store, { connect }) {
      const claim = await store.claim(stage, { purpose: 'training' });
      const others: readonly StageRef[] = [
        { ...stage, kind: 'model' },
        { ...stage, key: 'cafe' },
      ];
      for (const other of others) await (await taken(connect().tryClaim(other, 'eviction'))).release();
      await claim.release();
    },
  },
  {
    says: 'lets others read and write what is claimed',
    async check(store, { connect }) {
      const claim = await store.claim(stage, { purpose: 'training' });
      await connect().write(stage, 'a', Uint8Array.of(1));
      deepStrictEqual(await connect().list(stage), ['a']);
      await claim.release();
    },
  },
  {
    says: 'waits for a claim until it is given back, and tells whom it waits for',
    async check(store, { connect }) {
      const claim = await store.claim(stage, { purpose: 'training' });
      const holders: ClaimHolder[] = [];
      const second = await connect().claim(stage, {
        purpose: 'evaluating',
        onWait(holder) {
          holders.push(holder);
          void claim.release();
        },
      });
      await second.release();
      deepStrictEqual(
        holders.map(({ purpose }) => purpose),
        ['training'],
      );
    },
  },
  {
    says: 'stops waiting for a claim when it is told to',
    async check(store, { connect }) {
      const claim = await store.claim(stage, { purpose: 'training' });
      const abort = new AbortController();
      const reason = new Error('Ctrl-C');
      const onWait = () => abort.abort(reason);
      await rejects(
        connect().claim(stage, { purpose: 'training', signal: abort.signal, onWait }),
        (error) => error === reason,
      );
      await claim.release();
    },
  },
  {
    says: 'does not mind claims and leases of processes that are gone',
    async check(store, { abandon }) {
      await abandon(stage);
      deepStrictEqual(await store.leased(), new Set());
      await (await taken(store.tryClaim(stage, 'training'))).release();
    },
  },
  {
    says: 'lets another take a claim that has expired, and tells who has lost it, who cannot give it back',
    async check(store, { connect, expire, renew }) {
      const paused = await store.claim(stage, { purpose: 'training' });
      await expire(stage);
      const other = await taken(connect().tryClaim(stage, 'training again'));
      const lost = new Promise<void>((resolve) => {
        if (paused.lost.aborted) resolve();
        else paused.lost.addEventListener('abort', () => resolve());
      });
      renew();
      await lost;
      await paused.release();
      strictEqual(purposeOf(await store.tryClaim(stage, 'eviction')), 'training again');
      await other.release();
    },
  },
  {
    says: 'lets whoever has lost a claim write nothing more under it, and tells it so, until it has claimed the stage again',
    async check(store, { connect, expire }) {
      const paused = await store.claim(stage, { purpose: 'training' });
      await store.write(stage, 'history', bytes('1'));
      const before = await store.read(stage, 'history');
      await expire(stage);
      const successor = connect();
      const other = await taken(successor.tryClaim(stage, 'training again'));
      deepStrictEqual([...(await successor.read(stage, 'history'))!], [...before!]);
      await successor.write(stage, 'history', bytes('123'));
      const late = new Map([
        ['history', bytes('12')],
        ['epoch-2', bytes('state')],
      ]);
      await rejects(store.update(stage, late), (error) => error === paused.lost.reason);
      strictEqual(paused.lost.aborted, true);
      const stored = await connect().readAll(stage, ['history', 'epoch-2']);
      deepStrictEqual(
        [...stored].map(([name, blob]) => [name, ...blob]),
        [['history', ...bytes('123')]],
      );
      await other.release();
      // Also once nobody has it.
      await rejects(store.remove(stage, 'history'));
      await paused.release();
      const again = await store.claim(stage, { purpose: 'training' });
      await store.update(stage, late);
      deepStrictEqual((await connect().list(stage)).toSorted(), ['epoch-2', 'history']);
      await again.release();
    },
  },
  {
    says: 'knows what anybody still needs',
    async check(store, { connect }) {
      const leased = async () => [...(await connect().leased())].toSorted();
      deepStrictEqual(await leased(), []);
      const one = await store.lease(['a', 'b']);
      const other = await connect().lease(['b', 'c']);
      deepStrictEqual(await leased(), ['a', 'b', 'c']);
      await one.replace(['a']);
      deepStrictEqual(await leased(), ['a', 'b', 'c']);
      await other.replace([]);
      deepStrictEqual(await leased(), ['a']);
      await one.release();
      await other.release();
      deepStrictEqual(await leased(), []);
    },
  },
];
