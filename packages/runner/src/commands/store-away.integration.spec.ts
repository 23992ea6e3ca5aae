import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BucketMachines } from './bucket-machines.fixture.js';
import { swept } from './swept.fixture.js';

let machines: BucketMachines;
beforeAll(async () => {
  machines = await BucketMachines.start();
});
afterAll(() => machines.stop());

/** Three runs, which share their features. */
const settings = ['--set', 'sweep.parameters={phases.extract.optimizer.learningRate: [1e-1, 1e-2, 1e-3]}'];
const named = (name: string) => [...settings, '--set', `name=${name}`];

/** Goes away when the first training has an epoch, and comes back after what `until` reads, if it ever does. */
function leavingServer(until?: RegExp) {
  const { server } = machines;
  let [hasLeft, isBack] = [false, until === undefined];
  let text = '';
  return (more: string) => {
    text += more;
    if (!hasLeft && text.includes('"type":"epoch"')) {
      hasLeft = true;
      void server.leave();
    }
    if (!isBack && until?.test(text)) {
      isBack = true;
      void server.comeBack();
    }
  };
}

const aboutServer = (lines: readonly string[]) => lines.filter((line) => line.startsWith(machines.address));

/** Of the three runs. */
let metrics: readonly unknown[];

describe('the server of a store', () => {
  it('may be away for a while: nothing fails, nothing is computed twice, and it is said once', async () => {
    const { trySweep } = await machines.machine('waiting');
    const onOutput = leavingServer(/has not answered since/);
    const { computed, notices, ...ended } = swept(await trySweep(named('waits'), { onOutput }));
    ({ metrics } = ended);
    expect(aboutServer(notices)).toEqual([
      expect.stringMatching(/ has not answered since .* \(ECONNREFUSED\); waiting until /),
      `${machines.address} answers again`,
    ]);
    // An index, features, and of each run a training and an evaluation.
    expect(computed).toBe(8);
  });

  it('ends the sweep where it is away for too long, no run has failed for it, and the same command goes on', async () => {
    const { trySweep, sweep, run } = await machines.machine('impatient');
    const about = [...named('ends'), '--recompute', 'train'];
    const env = { THAW_STORE_PATIENCE: '2s' };
    const ended = await trySweep(about, { env, onOutput: leavingServer() });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/THAW-BUCKET-UNREACHABLE/);
    expect(ended.stderr).toMatch(/ECONNREFUSED, and no answer since /);
    expect(ended.stderr).toMatch(/the same command goes on from what is stored/);
    expect(ended.stdout).not.toContain('"status":"failed"');
    await machines.server.comeBack();
    expect((await sweep(named('ends'))).metrics).toEqual(metrics);
    const runs = JSON.parse((await run('runs', ['ends', '--json'])).stdout) as { status: string }[];
    expect(runs.map(({ status }) => status)).toEqual(['finished', 'finished', 'finished']);
  });

  it('is not waited for by who has pressed Ctrl-C', async () => {
    const { trySweep } = await machines.machine('interrupted');
    const leave = leavingServer();
    let [text, pressedMs] = ['', 0];
    const onOutput = (more: string, interrupt: () => void) => {
      leave(more);
      text += more;
      if (pressedMs > 0 || !text.includes('has not answered since')) return;
      pressedMs = Date.now();
      interrupt();
    };
    const { code, stderr } = await trySweep([...named('waits'), '--recompute', 'train'], { onOutput });
    expect(code, stderr).toBe(130);
    await machines.server.comeBack();
  });

  it('is no loss to a store that has a cache there', async () => {
    const { trySweep } = await machines.machine('cached');
    const env = { THAW_REMOTE_CACHE: 's3://shared/cache' };
    const about = { store: 'here', env, onOutput: leavingServer() };
    const result = swept(await trySweep([...settings, '--recompute', 'train'], about));
    await machines.server.comeBack();
    expect(result).toMatchObject({ computed: 8, metrics });
    expect(result.notices.filter((line) => line.includes('THAW-BUCKET-UNREACHABLE')).length).toBeLessThan(3);
    expect(result.notices).toContainEqual(expect.stringMatching(/the next sweep uploads what is missing/));
  });

  it('is told at once where a command has the wrong one', async () => {
    const { run } = await machines.machine('mistaken');
    await machines.server.leave();
    const { code, stderr } = await run('runs');
    await machines.server.comeBack();
    expect(code).toBe(1);
    expect(stderr).toMatch(/THAW-BUCKET-UNREACHABLE/);
    expect(stderr).not.toMatch(/waiting/);
  });
});
