import { describe, expect, it } from 'vitest';
import { backbones } from '../backbones.fixture.js';
import { base, load, refusal } from './composed.fixture.js';

/** The spec that extends the base and says this itself. */
const extending = (text: string) => ({ 'base.yaml': base, 'spec.yaml': `extends: base.yaml\n${text}` });

describe('a spec that extends another', () => {
  it('merges maps deep, and replaces lists and whatever else', () => {
    const { spec } = load(extending('head: { hidden: [16] }\nbatchSize: 8\ndata: { split: { test: 0 } }'));
    expect(spec.head).toEqual({ hidden: [16], dropout: 0.2 });
    expect(spec.batchSize).toBe(8);
    expect(spec.data).toEqual({
      root: 'images',
      split: { validation: 0.25, test: 0 },
      augment: { flip: 'horizontal' },
    });
    expect(spec).not.toHaveProperty('extends');
  });

  it('is the same sweep as one that has it all written out', () => {
    const whole = base.replace('dropout: 0.2', 'dropout: 0.5');
    const extended = load(extending('head: { dropout: 0.5 }'));
    expect(extended.sweepId).toBe(load({ 'spec.yaml': whole }).sweepId);
    expect(extended.runs).toEqual(load({ 'spec.yaml': whole }).runs);
  });

  it('takes away with null what it extends has, and nothing where nothing is', () => {
    const { spec } = load(
      extending(
        'data: { augment: null }\nbackbone: { weights: }\nloss: null\ntracking: { tags: { a: null } }',
      ),
    );
    expect(spec.data).not.toHaveProperty('augment');
    expect(spec.backbone).toEqual({ name: 'tiny', imageSize: 64 });
    expect(spec).not.toHaveProperty('loss');
  });

  it('still needs what a spec needs, and takes null for no key that it does not know', () => {
    expect(refusal(extending('name: null\nhead: { drpout: null }'))).toBe(
      [
        'spec.yaml:1:1 THAW-SPEC-MISSING-KEY',
        '  the spec lacks name',
        '    1 | extends: base.yaml',
        '      | ^^^^^^^^^^^^^^^^^^',
        '  expected: name: text',
        '  found:    a map with data, backbone, head and phases',
        '  mend:     add for example `name: flowers`',
        '',
        'spec.yaml:3:9 THAW-SPEC-UNKNOWN-KEY',
        '  head has no setting drpout',
        '    3 | head: { drpout: null }',
        '      |         ^^^^^^',
        '  expected: pool, hidden or dropout',
        '  found:    drpout',
        '  mend:     did you mean `dropout`?',
      ].join('\n'),
    );
  });

  it('keeps null as a mistake where nothing is extended', () => {
    expect(refusal({ 'spec.yaml': `${base}loss: null\n` })).toContain('loss must be a map');
  });

  it('takes the short form of a map for the map', () => {
    const short = load(
      extending(
        'data: photos\nbackbone: small\nphases: { fine-tune: { optimizer: { schedule: { warmupEpochs: 1 } } } }',
      ),
    );
    expect(short.spec.data).toMatchObject({ root: 'photos', split: { test: 0.1 } });
    expect(short.spec.backbone).toMatchObject({ name: 'small', imageSize: 64 });
    expect(short.spec.phases[1]!.optimizer!.schedule).toEqual({ name: 'cosine', warmupEpochs: 1 });
  });

  it('lets one form of a setting take the place of another', () => {
    const { spec } = load(extending('phases: [{ name: fine-tune, trainable: { from: block2_conv } }]'));
    expect(spec.phases[1]).toMatchObject({ trainable: { from: 'block2_conv' }, epochs: 5 });
    expect(
      refusal(extending('phases: [{ name: fine-tune, trainable: { from: block2_conv, last: 1 } }]')),
    ).toContain('takes only one of');
  });

  it('may extend several, of which later ones win, null included', () => {
    const files = {
      'base.yaml': base,
      'fast.yaml': 'batchSize: 64\nhead: { dropout: 0.4 }\n',
      'plain.yaml': 'data: { augment: null }\nhead: { dropout: 0.3 }\n',
      'spec.yaml': 'extends: [base.yaml, fast.yaml, plain.yaml]\nseed: 7\n',
    };
    const { spec } = load(files);
    expect(spec).toMatchObject({ seed: 7, batchSize: 64, head: { dropout: 0.3, hidden: [64, 32] } });
    expect(spec.data).not.toHaveProperty('augment');
    const other = load({ ...files, 'spec.yaml': 'extends: [plain.yaml, base.yaml]\n' }).spec;
    expect(other.head!.dropout).toBe(0.2);
    expect(other.data).toHaveProperty('augment');
  });

  it('applies --set last', () => {
    const overrides = ['head.dropout=0.9', 'phases.extract.epochs=1'];
    const { spec } = load(extending('head: { dropout: 0.5 }\nphases: { extract: { epochs: 3 } }'), {
      overrides,
    });
    expect(spec).toMatchObject({ head: { dropout: 0.9 }, phases: [{ epochs: 1 }, { epochs: 5 }] });
    expect(refusal({ 'spec.yaml': base }, { overrides: ['extends=base.yaml'] })).toContain(
      'extends names no setting',
    );
  });

  it('starts relative paths from the file that has them, in sweeps too', () => {
    const files = {
      'team/bases/common.yaml': base
        .replace('name: tiny', 'name: ./net.js')
        .concat(
          'sweep: { parameters: { data.root: [a, ../b, /c], backbone: [{ name: tiny, weights: { file: w.h5 } }, { model: m.keras }] } }',
        ),
      'team/team.yaml': 'extends: bases/common.yaml\ndata: { manifest: labels.csv }\n',
      'spec.yaml': 'extends: team/team.yaml\n',
    };
    const tiny = backbones['tiny']!;
    const net = { ...backbones, './team/bases/net.js': tiny, './team/bases/m.keras': tiny };
    const { spec, runs } = load(files, { backbones: net });
    expect(spec.data).toMatchObject({ root: 'team/bases/images', manifest: 'team/labels.csv' });
    expect(spec.backbone).toMatchObject({
      name: './team/bases/net.js',
      weights: { file: 'team/bases/tiny.h5' },
    });
    expect(spec.sweep!.parameters!['data.root']).toEqual(['team/bases/a', 'team/b', '/c']);
    expect(spec.sweep!.parameters!['backbone']).toEqual([
      { name: 'tiny', weights: { file: 'team/bases/w.h5' } },
      { model: 'team/bases/m.keras' },
    ]);
    expect(runs[0]!.config.data.root).toBe('/here/team/bases/a');
  });

  it('keeps names of JavaScript objects as they are', () => {
    const { spec } = load({
      'base.yaml': `${base}tracking: { tags: { __proto__: a, constructor: b } }\n`,
      'spec.yaml': 'extends: base.yaml\ntracking: { tags: { toString: c, constructor: null } }\n',
    });
    expect(Object.entries(spec.tracking!.tags!)).toEqual([
      ['__proto__', 'a'],
      ['toString', 'c'],
    ]);
    expect(refusal(extending('__proto__: { head: { dropout: 1 } }'))).toContain(
      'the spec has no setting __proto__',
    );
    expect(refusal(extending('head: { constructor: { dropout: 1 } }'))).toContain(
      'head has no setting constructor',
    );
  });
});

describe('what is wrong in a file that is extended', () => {
  it('is told there, with the chain that leads to it', () => {
    const files = {
      'base.yaml': base.replace('epochs: 10', 'epochs: ten'),
      'team.yaml': 'extends:\n  - base.yaml\nhead: { dropout: 2 }\n',
      'spec.yaml': 'extends: team.yaml\nbatchSize: 0\n',
    };
    expect(refusal(files)).toBe(
      [
        'spec.yaml:2:12 THAW-SPEC-WRONG-VALUE',
        '  batchSize is too small',
        '    2 | batchSize: 0',
        '      |            ^',
        '  expected: a whole number ≥ 1',
        '  found:    0',
        '  mend:     write for example `batchSize: 32`',
        '',
        'team.yaml:3:18 THAW-SPEC-WRONG-VALUE',
        '  dropout is too large',
        '    3 | head: { dropout: 2 }',
        '      |                  ^',
        '  extended by spec.yaml:1:10',
        '  expected: a number ≥ 0 and < 1',
        '  found:    2',
        '  mend:     write for example `dropout: 0.2`',
        '',
        'base.yaml:8:13 THAW-SPEC-WRONG-TYPE',
        '  epochs must be a whole number',
        '    8 |     epochs: ten',
        '      |             ^^^',
        '  extended by team.yaml:2:5',
        '  extended by spec.yaml:1:10',
        '  expected: a whole number ≥ 1',
        '  found:    "ten"',
        '  mend:     write for example `epochs: 10`',
      ].join('\n'),
    );
  });

  it('is not told where something else has taken its place', () => {
    const files = extending('head: { dropout: 0.1 }');
    expect(refusal({ ...files, 'base.yaml': base.replace('dropout: 0.2', 'dropout: 2') })).toBe(
      'nothing is wrong',
    );
  });

  it('is told once, however many points of a sweep have it', () => {
    const sweep = 'sweep: { parameters: { head.dropout: [0, 0.1, 0.3] } }';
    const text = refusal({ ...extending(sweep), 'base.yaml': base.replace('tiny,', 'tinny,') });
    expect(text.match(/THAW-/g)).toHaveLength(1);
    expect(text).toContain('base.yaml:4:19 THAW-SPEC-UNKNOWN-BACKBONE');
  });

  it('is told of its YAML in all files at once', () => {
    const files = { ...extending('head: { dropout: [ }\n'), 'base.yaml': 'name: "x\n' };
    expect(refusal(files)).toMatch(/^spec\.yaml:2:\d+ THAW-SPEC-SYNTAX/);
    const broken = {
      'a.yaml': 'name: "x\n',
      'b.yaml': 'seed: [\n',
      'spec.yaml': 'extends: [a.yaml, b.yaml]\n',
    };
    expect(refusal(broken)).toMatch(/a\.yaml:\d+:\d+ THAW-SPEC-SYNTAX[^]*extended by spec.yaml:1:11/);
    expect(refusal(broken)).toMatch(/b\.yaml:\d+:\d+ THAW-SPEC-SYNTAX[^]*extended by spec.yaml:1:19/);
  });

  it.each([
    ['nothing', ''],
    ['a list', '- a\n'],
    ['a text', 'yes, a base\n'],
  ])('is that it is %s', (_, text) => {
    expect(refusal({ ...extending('seed: 1'), 'base.yaml': text })).toMatch(
      /^base\.yaml:1:1 THAW-SPEC-WRONG-TYPE\n {2}the spec must be a map[^]*extended by spec\.yaml:1:10/,
    );
  });

  it('is what aliases come to, where they would fill the memory', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefghi'.split('').map((name, index) => {
        const before = 'abcdefghi'[index]!;
        return `${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`;
      }),
    ].join('\n');
    expect(refusal({ ...extending('seed: 1'), 'base.yaml': bomb })).toContain('aliases repeat too much');
  });

  it('is a file that was not given', () => {
    expect(refusal({ 'spec.yaml': 'extends: gone.yaml\n' })).toMatch(/^spec\.yaml:1:10 THAW-SPEC-NO-BASE/);
  });

  it.each(['3', '[]', '[a.yaml, 3]', '""', '{ file: a.yaml }', 'null'])(
    'is not what extends takes: %s',
    (value) => {
      expect(refusal({ 'spec.yaml': `extends: ${value}\nname: x\n` })).toMatch(
        /^spec\.yaml:1:\d+ THAW-SPEC-WRONG-/,
      );
    },
  );
});
