import { describe, expect, it } from 'vitest';
import { backbones } from './backbones.fixture.js';
import { ThawError } from '../errors/problem.js';
import type { ImpossibleRun, Run } from '../sweep/run.js';
import { loadSpec, type LoadedSpec, type LoadOptions } from './load-spec.js';

const base = `
name: flowers
data: { root: ../images }
backbone: { name: tiny }
phases: [{ name: extract, epochs: 2 }]
`;
const load = (text: string): LoadedSpec =>
  loadSpec(text, { file: 'flowers.yaml', backbones, resolvePath: (path) => path });
const sweeping = (parameters: string, rest = '') => `${base}sweep:\n  parameters: ${parameters}\n${rest}`;

describe('a spec with a search', () => {
  it('names a sweep by its spec, however it is written', () => {
    const { sweepId } = load(sweeping('{ head.dropout: [0, 0.5] }'));
    const rewritten = `# a comment\nsweep: { parameters: { head.dropout: [0, 0.5] } }${base}`;
    expect(load(rewritten).sweepId).toBe(sweepId);
    const short = base.replace('{ name: tiny }', 'tiny');
    expect(load(`${short}sweep: { parameters: { head.dropout: [0, 0.5] } }`).sweepId).toBe(sweepId);
  });

  it('knows which runs are certain, and how many are to come once some have ended', () => {
    const loaded = load(sweeping('{ head.dropout: { uniform: [0, 0.5] } }', '  method: tpe\n  runs: 30\n'));
    expect([loaded.runs.length, loaded.runsToCome]).toEqual([10, 20]);
    const search = loaded.search();
    for (const { parameters } of loaded.runs) expect(search.ask()).toEqual(parameters);
    for (const { parameters } of loaded.runs) search.tell(parameters, Number(parameters['head.dropout']));
    const proposed = search.ask() as Run['parameters'];
    expect(loaded.runsAt(proposed)).toMatchObject([
      { config: { head: { dropout: proposed['head.dropout'] } } },
    ]);
    const drawn = load(sweeping('{ head.dropout: { uniform: [0, 0.5] } }', '  method: random\n  runs: 30\n'));
    expect([drawn.runs.length, drawn.runsToCome]).toEqual([30, 0]);
  });

  it('has conditional parameters where they are, and the setting of the spec elsewhere', () => {
    const { runs } = load(
      sweeping(
        '{ head.hidden: [[], [8]], head.dropout: { choice: [0.1, 0.2], when: { head.hidden: [[8]] } } }',
      ).replace('backbone:', 'head: { dropout: 0.4 }\nbackbone:'),
    );
    expect(runs.map(({ name, config }) => [name, config.head.dropout])).toEqual([
      ['hidden=[]', 0.4],
      ['hidden=[8] dropout=0.1', 0.1],
      ['hidden=[8] dropout=0.2', 0.2],
    ]);
  });

  it('resolves points that a search may yet propose, and says what is wrong with them and where', () => {
    const loaded = load(sweeping('{ head.dropout: { uniform: [0, 0.5] } }', '  method: random\n  runs: 2\n'));
    const [first] = loaded.runs;
    expect(loaded.search().certain()).toEqual(loaded.runs.map(({ parameters }) => parameters));
    expect(loaded.runsAt({ ...first!.parameters })).toEqual([first]);
    const [other] = loaded.runsAt({ 'head.dropout': 0.25 }) as [Run];
    expect(other).toMatchObject({ name: 'dropout=0.25', config: { head: { dropout: 0.25 } } });
    expect(loaded.runsAt({ 'head.dropout': 0.25 })).toEqual([other]);
    expect(loaded.positionOf(other, ['head', 'dropout'])).toMatchObject({ file: 'flowers.yaml', line: 7 });
    const impossible = loaded.runsAt({ 'head.dropout': 2 }) as ImpossibleRun;
    expect(impossible).toMatchObject({ name: 'dropout=2', parameters: { 'head.dropout': 2 } });
    expect(impossible.error).toBeInstanceOf(ThawError);
    expect(impossible.error.message).toMatch(/dropout/);
    expect(loaded.runs).toHaveLength(2);
  });
});

describe('a spec whose search knows of other sweeps', () => {
  const text = sweeping('{ head.dropout: [0, 0.5] }', '  from: journal\n  method: tpe\n');
  const knowing = (known: LoadOptions['known']) =>
    loadSpec(text, { file: 'flowers.yaml', backbones, known, resolvePath: (path) => path });
  const at = (dropout: number) => ({ point: { 'head.dropout': dropout }, value: dropout });

  it('is the same sweep, whatever that is, and comes to what is not known', () => {
    expect(knowing([at(0.5)]).runs.map(({ parameters }) => parameters)).toEqual([{ 'head.dropout': 0 }]);
    expect(knowing([at(0.5)]).sweepId).toBe(load(text).sweepId);
    expect(load(text).warnings).toEqual([]);
  });

  it('says so where nothing is left, and where from', () => {
    expect(() => knowing([at(0), at(0.5)])).toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({
            code: 'THAW-SWEEP-NOTHING-NEW',
            found: 'all 2 points',
            position: expect.objectContaining({ line: 8 }),
          }),
        ],
      }),
    );
  });

  it('warns where a method does not learn', () => {
    expect(load(text.replace('method: tpe', 'method: grid')).warnings).toMatchObject([
      { message: 'from has no effect: grid does not learn, and what is stored is not computed again' },
    ]);
  });
});

describe('a spec that stops runs', () => {
  const stopping = (stop: string) => load(sweeping('{ head.dropout: [0, 0.5] }', `  stop: ${stop}\n`));

  it('judges them in all phases, in the last, or in the one that it names', () => {
    expect(load(sweeping('{ head.dropout: [0, 0.5] }')).stopping()).toBeUndefined();
    expect(stopping('{ method: median }').stopping()).not.toHaveProperty('phase');
    expect(stopping('{ method: curve }').stopping()).toMatchObject({ phase: 'extract' });
    expect(stopping('{ method: median, phase: extract }').stopping()).toMatchObject({ phase: 'extract' });
  });

  it('begins to judge anew each time, with its settings and their defaults', () => {
    const { stopping: begin } = stopping('{ method: successiveHalving, after: 2 }');
    const judged = (run: string, step: number, rule = begin()!.rule) =>
      rule.judge(run, { step, of: 9, value: 1, isLast: false, trained: run, before: [], parts: 1 });
    expect([judged('a', 2), judged('b', 2)]).toEqual(['go-on', 'go-on']);
    const { rule } = begin()!;
    expect([judged('a', 2, rule), judged('b', 1, rule), judged('b', 2, rule)]).toEqual([
      'go-on',
      'go-on',
      'stop',
    ]);
  });

  it('lists its settings with their defaults, and warns of those that its method does not use', () => {
    const loaded = stopping('{ method: median, factor: 4 }');
    const settings = loaded.settings().filter(({ path }) => path.startsWith('sweep.stop.'));
    expect(settings.map(({ path, value }) => [path, value])).toEqual([
      ['sweep.stop.method', 'median'],
      ['sweep.stop.after', 1],
      ['sweep.stop.startup', 4],
      ['sweep.stop.factor', 4],
    ]);
    expect(loaded.warnings).toMatchObject([
      { code: 'THAW-SPEC-UNUSED-SETTING', message: 'factor has no effect: median does not use it' },
    ]);
  });
});
