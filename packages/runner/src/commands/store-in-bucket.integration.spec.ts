import { inMemory, S3Objects } from '@thaw/execution/fixtures';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BucketMachines } from './bucket-machines.fixture.js';

let machines: BucketMachines;
beforeAll(async () => {
  machines = await BucketMachines.start();
});
afterAll(() => machines.stop());

const objects = new S3Objects({ bucket: 'shared', prefix: 'team/' }, 'store');
const machine = (name: string) => machines.machine(name);

describe('a store in a bucket', () => {
  it('has two machines compute each stage once, and another nothing, who knows of all their runs', async () => {
    const [first, second] = await Promise.all([machine('first'), machine('second')]);
    const both = await Promise.all([first.sweep(), second.sweep(['--set', 'name=twin'])]);
    // The index is what each has read of its own images.
    const once = both.flatMap(({ kinds }) => kinds).filter((kind) => kind !== 'dataset');
    expect(once.toSorted()).toEqual(['evaluate', 'features', 'train']);
    expect(both[0].metrics).toEqual(both[1].metrics);

    const third = await machine('third');
    const again = await third.sweep();
    expect(again).toMatchObject({ computed: 0, reused: 4, metrics: both[0].metrics });
    const runs = JSON.parse((await third.run('runs', ['--json'])).stdout) as { name: string }[];
    expect(runs.map(({ name }) => name).toSorted()).toEqual(['small', 'twin']);
    const { stdout } = await third.run('store');
    expect(stdout).toMatch(/^s3:\/\/shared\/team takes /);
  });

  it('has what is damaged there found by its hash and computed again', async () => {
    const found = (await objects.list('blobs/features/')).toSorted((a, b) => b.bytes - a.bytes)[0]!;
    const wrong = Buffer.alloc(found.bytes, 'x');
    const sha256 = createHash('sha256').update(wrong).digest('hex');
    await objects.write(found.name, inMemory(wrong), sha256, new AbortController().signal);
    const { computed, notices } = await (await machine('fourth')).sweep(['--set', 'phases.extract.epochs=2']);
    expect(notices).toContainEqual(expect.stringMatching(/ of features .* is damaged; it is not used/));
    // Features, and the two that are new.
    expect(computed).toBe(3);
  });

  it('is told to be missing or mistaken before anything is computed, and never by credentials', async () => {
    const { run } = await machine('fifth');
    const spec = ['--spec', 'small.yaml'];
    for (const [command, args, store, code] of [
      ['runs', [], 's3://shared/tem', 'THAW-STORE-MISSING'],
      ['sweep', spec, 's3://nobodys/team', 'THAW-BUCKET-MISSING'],
      ['sweep', spec, 's3:/shared/team', 'THAW-BUCKET-BAD-ADDRESS'],
      ['sweep', spec, 'https://someone:secret@shared/team', 'THAW-BUCKET-BAD-ADDRESS'],
    ] as const) {
      const told = await run(command, args, { store });
      expect(told.code).toBe(1);
      expect(told.stderr).toContain(code);
      expect(told.stderr + told.stdout).not.toMatch(/secret|computed/);
    }
  });
});
