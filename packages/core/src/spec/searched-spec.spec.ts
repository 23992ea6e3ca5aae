import { describe, expect, it } from 'vitest';
import { backbones } from './backbones.fixture.js';
import { ThawError } from '../errors/problem.js';
import type { ImpossibleRun, Run } from '../sweep/run.js';
import { loadSpec, type LoadedSpec } from './load-spec.js';

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
    expect(loaded.runAt(proposed)).toMatchObject({ config: { head: { dropout: proposed['head.dropout'] } } });
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
    expect(loaded.runAt({ ...first!.parameters })).toBe(first);
    const other = loaded.runAt({ 'head.dropout': 0.25 }) as Run;
    expect(other).toMatchObject({ name: 'dropout=0.25', config: { head: { dropout: 0.25 } } });
    expect(loaded.runAt({ 'head.dropout': 0.25 })).toBe(other);
    expect(loaded.positionOf(other, ['head', 'dropout'])).toMatchObject({ file: 'flowers.yaml', line: 7 });
    const impossible = loaded.runAt({ 'head.dropout': 2 }) as ImpossibleRun;
    expect(impossible).toMatchObject({ name: 'dropout=2', parameters: { 'head.dropout': 2 } });
    expect(impossible.error).toBeInstanceOf(ThawError);
    expect(impossible.error.message).toMatch(/dropout/);
    expect(loaded.runs).toHaveLength(2);
  });
});
