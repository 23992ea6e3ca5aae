import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NativeLibrary } from '../../native/library.js';
import { loadTensorflowBackend, type TensorflowBackend } from '../../native/load.js';
import { sharedLibrary } from '../../native/shared-library.fixture.js';
import { encodeGraphDef } from '../graph-def/graph-def.js';
import { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import { Session, type Feed } from './session.js';
import { Variables } from './variables.js';

const side = 1000;
const matrix = new Float32Array(side * side).fill(1);

const graph = new GraphDefBuilder();
const input = graph.placeholder('float32', [-1, -1]);
const square = graph.matMul(input, input);
const same = graph.identity(input);
const power = graph.matMul(square, square);
const tooLarge = graph.broadcastTo(input, graph.const([2 ** 16, 2 ** 16, 2 ** 8, 1], 'int32'));
const variables = new Variables(graph, 'kept');
variables.add('x', [3]);
variables.finish();

const feed = (data: Float32Array, length: number): Feed[] => [
  { placeholder: input, shape: [length, length], data },
];

let library: NativeLibrary;
let binding: TensorflowBackend['binding'];
beforeAll(async () => {
  library = await sharedLibrary();
  ({ binding } = await loadTensorflowBackend(library));
});

async function open(): Promise<Session> {
  const session = Session.open(binding, graph);
  await fill(session, 0);
  return session;
}
const fill = (session: Session, value: number) =>
  Variables.fill(session, [[variables, () => ({ shape: [3], data: new Float32Array(3).fill(value) })]]);
async function read(session: Session): Promise<Float32Array> {
  const [arrays] = await Variables.read(session, [variables]);
  return arrays!.get('x')!.data;
}
const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

describe('a session', () => {
  it('rounds what a GPU multiplies only where its precision says so, beside others and in turns', async () => {
    const [exact, bfloat16, rounded] = (['float32', 'bfloat16', 'tensorfloat32'] as const).map((precision) =>
      Session.open(binding, graph, precision),
    );
    const small = new Float32Array(16).fill(1);
    for (const [session, expected] of [
      [exact!, false],
      [rounded!, true],
      [bfloat16!, false],
      [rounded!, true],
    ] as const) {
      await session.run(feed(small, 4), [square]);
      expect(binding.tensorFloat32()).toBe(expected);
    }
    const runs = Array.from({ length: 30 }, (_, index) =>
      [exact!, rounded!, bfloat16!][index % 3]!.run(feed(small, 4), [power]),
    );
    for (const [result] of await Promise.all(runs)) expect(result).toEqual(new Float32Array(16).fill(64));
    await Promise.all([exact!, rounded!, bfloat16!].map((session) => session.close()));
  });

  it('has its turn at rounding, however many others go on that round otherwise', async () => {
    const [one, other, rounded] = (['float32', 'float32', 'tensorfloat32'] as const).map((precision) =>
      Session.open(binding, graph, precision),
    );
    const small = feed(Float32Array.of(3), 1);
    await Promise.all([one!, other!, rounded!].map((session) => session.run(small, [power])));
    const length = 400;
    const data = new Float32Array(length ** 2).fill(1);
    let settled = 0;
    const runExact = async (_: unknown, index: number) => {
      await [one!, other!][index % 2]!.run(feed(data, length), [power]);
      settled++;
    };
    // All are asked for before this thread hears of any, and it hears of them in the order in which they end.
    const before = Array.from({ length: 4 }, runExact);
    const turn = rounded!.run(small, [square]).then(() => settled);
    const after = Array.from({ length: 56 }, runExact);
    expect(await turn).toBeLessThan(30);
    await Promise.all([...before, ...after]);
    await Promise.all([one!, other!, rounded!].map((session) => session.close()));
  });

  it('lets the event loop run while it computes', async () => {
    const session = await open();
    let turns = 0;
    const count = () => {
      turns++;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    const [result] = await session.run(feed(matrix, side), [power]);
    clearImmediate(next);
    // A run that blocks the thread leaves it one turn, before or after.
    expect(turns).toBeGreaterThan(10);
    expect([result!.length, result![5]]).toEqual([side * side, side ** 3]);
    await session.close();
  });

  it('does at the same time what may run beside its neighbours, and nothing else', async () => {
    const session = await open();
    const settled: string[] = [];
    const note = (name: string) => () => void settled.push(name);
    const small = feed(Float32Array.of(3), 1);
    await Promise.all([
      session.run(feed(matrix, side), [power], { beside: true }).then(note('slow')),
      session.run(small, [power], { beside: true }).then(note('quick')),
      fill(session, 1).then(note('alone')),
      session.run(small, [power], { beside: true }).then(note('later')),
    ]);
    expect(settled).toEqual(['quick', 'slow', 'alone', 'later']);
    await session.close();
  });

  it('does what it is asked in order, without waiting for whoever asked, and others do not wait for it', async () => {
    const [slow, quick] = [await open(), await open()];
    const settled: string[] = [];
    const note = (name: string) => () => void settled.push(name);
    const [, , first, , second] = await Promise.all([
      slow.run(feed(matrix, side), [power]).then(note('slow')),
      fill(slow, 1),
      read(slow),
      fill(slow, 2),
      read(slow),
      quick.run(feed(Float32Array.of(3), 1), [power]).then(note('quick')),
    ]);
    expect([first, second]).toEqual([Float32Array.of(1, 1, 1), Float32Array.of(2, 2, 2)]);
    expect(settled).toEqual(['quick', 'slow']);
    await Promise.all([slow.close(), quick.close()]);
  });

  it('reads arrays wherever they lie, shared ones too', async () => {
    const session = await open();
    const shared = new Float32Array(new SharedArrayBuffer(24)).fill(2);
    for (const data of [shared.subarray(0, 4), shared.subarray(2), Float32Array.of(2, 2, 2, 2)])
      expect(await session.run(feed(data, 2), [square])).toEqual([Float32Array.of(8, 8, 8, 8)]);
    await session.close();
  });

  it('hands out arrays that are nobody else’s', async () => {
    const session = await open();
    const length = 200; // large enough for memory of TensorFlow’s own
    const given = new Float32Array(length ** 2).fill(1);
    const results = await session.run(feed(given, length), [same, square]);
    for (const result of results) result.fill(7);
    expect([given[0], (await session.run(feed(given, length), [square]))[0]![0]]).toEqual([1, length]);
    (await read(session)).fill(7);
    expect(await read(session)).toEqual(Float32Array.of(0, 0, 0));
    await session.close();
  });

  it('names what went wrong as TensorFlow does, and goes on', async () => {
    const session = await open();
    const codes = await Promise.all(
      [
        session.run(feed(Float32Array.of(1), 1), [tooLarge]),
        session.run([], [square]),
        session.run(feed(matrix, 2), [square]),
        session.run([], [{ ...square, node: 'none' }]),
      ].map((run) => run.catch(codeOf)),
    );
    expect(codes).toEqual(['RESOURCE_EXHAUSTED', 'INVALID_ARGUMENT', 'INVALID_ARGUMENT', 'NOT_FOUND']);
    expect(await session.run(feed(Float32Array.of(3), 1), [square])).toEqual([Float32Array.of(9)]);
    await session.close();
  });

  it('says at the first run why a graph cannot be loaded', async () => {
    const broken = new GraphDefBuilder();
    const sum = broken.addV2(broken.placeholder('float32', []), { ...input, node: 'elsewhere' });
    const session = Session.open(binding, broken);
    await expect(session.run([], [sum])).rejects.toThrow('elsewhere');
    await session.close();
  });

  it('is closed after what it was asked before, and does nothing then', async () => {
    const held = binding.held();
    const session = await open();
    const run = session.run(feed(matrix, side), [square]);
    const closed = session.close();
    const late = session.run(feed(Float32Array.of(3), 1), [square]).catch(codeOf);
    expect((await run)[0]![0]).toBe(side);
    await closed;
    expect(await late).toBe('FAILED_PRECONDITION');
    expect(await session.run([], [square]).catch(codeOf)).toBe('FAILED_PRECONDITION');
    expect(binding.held()).toBe(held);
  });

  it('holds no more after a thousand runs', async () => {
    const session = await open();
    const length = 200;
    const data = new Float32Array(length ** 2).fill(1);
    const run = async (times: number) => {
      for (let time = 0; time < times; time++) await session.run(feed(data, length), [square]);
    };
    await run(100);
    const [held, memory] = [binding.held(), process.memoryUsage().rss];
    await run(1000);
    expect(binding.held()).toBe(held);
    // What was handed out is 160 MB.
    expect(process.memoryUsage().rss - memory).toBeLessThan(64e6);
    await session.close();
  });

  it.each([
    ['is left', 'process.exit(3)', 3],
    ['throws', "process.on('uncaughtException', () => process.exit(4)); throw 0", 4],
  ])('lets a process end that %s during a run', (_, end, status) => {
    const graphDef = Buffer.from(encodeGraphDef(graph.nodes)).toString('base64');
    const reference = (output: typeof input) => JSON.stringify(`${output.node}:0`);
    const script = `
      const { open, run } = require(${JSON.stringify(library.session)});
      const [session, opened] = open(Buffer.from('${graphDef}', 'base64'), new Uint8Array());
      const data = new Float32Array(${side ** 2});
      const runOnce = () => run(session, [${reference(input)}, [${side}, ${side}], data], [${reference(power)}]);
      opened.then(async () => { await runOnce(); runOnce(); runOnce(); setTimeout(() => { ${end} }, 10); });`;
    const {
      status: ended,
      signal,
      stdout,
    } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    expect({ ended, signal, stdout }).toEqual({ ended: status, signal: null, stdout: '' });
  });
});
