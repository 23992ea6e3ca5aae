import { describe, expect, it } from 'vitest';
import { formatProblems } from '../errors/format-problems.js';
import { ThawError } from '../errors/problem.js';
import { backboneNames } from './backbone-names.js';
import { backbones } from './backbones.fixture.js';
import { loadSpec, type LoadedSpec } from './load-spec.js';

const spec = (data: string, backbone: string, rest = '') => `
name: flowers
data: ${data}
backbone: ${backbone}
phases: [{ name: extract, epochs: 1 }]
${rest}`;
const load = (text: string, overrides: readonly string[] = []): LoadedSpec =>
  loadSpec(text, { file: 'f.yaml', backbones, overrides, resolvePath: (path) => path });
const idsOf = ({ runs }: LoadedSpec) => runs.map(({ id }) => id);

function report(text: string, overrides: readonly string[] = []): string {
  try {
    load(text, overrides);
  } catch (error) {
    if (error instanceof ThawError) return formatProblems(error.problems);
    throw error;
  }
  return 'valid';
}

describe('maps in short', () => {
  const long = load(spec('{ root: ../photos }', '{ name: tiny }'));

  it('are the same run as in full, from the file and from an override', () => {
    expect(idsOf(load(spec('../photos', 'tiny')))).toEqual(idsOf(long));
    expect(idsOf(load(spec('{ root: x }', '{ name: small }'), ['data=../photos', 'backbone=tiny']))).toEqual(
      idsOf(long),
    );
  });

  it('are written out by an override and by a sweep of a setting inside', () => {
    const overridden = load(spec('../photos', 'tiny'), [
      'data.split.validation=0.5',
      'backbone.imageSize=96',
    ]);
    expect(overridden.runs[0]!.config).toMatchObject({
      data: { root: '../photos', split: { validation: 0.5 } },
      backbone: { name: 'tiny', imageSize: 96 },
    });
    const swept = load(spec('../photos', 'tiny', 'sweep: { parameters: { backbone.imageSize: [64, 96] } }'));
    expect(swept.runs.map(({ config }) => config.backbone)).toMatchObject([
      { name: 'tiny', imageSize: 64 },
      { name: 'tiny', imageSize: 96 },
    ]);
  });

  it('may be swept, beside maps in full, and tell which networks they need', () => {
    const text = spec(
      '../photos',
      'tiny',
      'sweep: { parameters: { backbone: [tiny, { name: small, weights: random }] } }',
    );
    expect(load(text).runs.map(({ config }) => config.backbone.name)).toEqual(['tiny', 'small']);
    expect(backboneNames(text)).toEqual(['tiny', 'small']);
  });

  it('are pointed at where they stand when they are wrong', () => {
    expect(report(spec('""', 'tinny', 'sweep: { parameters: { backbone: [tiny, smal] } }')))
      .toMatchInlineSnapshot(`
      "f.yaml:3:7 THAW-SPEC-WRONG-VALUE
        root is empty
          3 | data: ""
            |       ^^
        expected: text, not empty
        found:    ""
        mend:     write for example \`root: ../data/flowers\`

      f.yaml:6:41 THAW-SPEC-UNKNOWN-BACKBONE
        there is no backbone smal
          6 | sweep: { parameters: { backbone: [tiny, smal] } }
            |                                         ^^^^
        expected: a package, a file by \`model:\`, tiny or small
        found:    "smal"
        mend:     did you mean \`small\`?"
    `);
    expect(report(spec('3', '[tiny]'))).toMatchInlineSnapshot(`
      "f.yaml:3:7 THAW-SPEC-WRONG-TYPE
        data must be a map
          3 | data: 3
            |       ^
        expected: a map, or its root alone
        found:    3

      f.yaml:4:11 THAW-SPEC-WRONG-TYPE
        backbone must be a map
          4 | backbone: [tiny]
            |           ^^^^^^
        expected: a map, or its name alone
        found:    the list ["tiny"]"
    `);
  });
});

describe('settings under the names that they have elsewhere', () => {
  it('are refused with the name that they have here', () => {
    const text = `
name: flowers
dataset: ../photos
model: tiny
batch_size: 8
bs: 8
extend: base.yaml
inherits: base.yaml
phases: [{ name: extract, epochs: 1, lr: 0.1, optimizer: { LR: 0.1, wd: 0.1, weight_decay: 0 } }]
`;
    const lines = report(text)
      .split('\n')
      .filter((line) => /^\S|mend:/.test(line));
    expect(lines.map((line) => line.trim())).toMatchInlineSnapshot(`
      [
        "f.yaml:3:1 THAW-SPEC-UNKNOWN-KEY",
        "mend:     did you mean \`data\`?",
        "f.yaml:4:1 THAW-SPEC-UNKNOWN-KEY",
        "mend:     did you mean \`backbone\`?",
        "f.yaml:5:1 THAW-SPEC-UNKNOWN-KEY",
        "mend:     did you mean \`batchSize\`?",
        "f.yaml:6:1 THAW-SPEC-UNKNOWN-KEY",
        "mend:     did you mean \`batchSize\`?",
        "f.yaml:7:1 THAW-SPEC-UNKNOWN-KEY",
        "mend:     did you mean \`extends\`?",
        "f.yaml:8:1 THAW-SPEC-UNKNOWN-KEY",
        "mend:     did you mean \`extends\`?",
        "f.yaml:9:38 THAW-SPEC-UNKNOWN-KEY",
        "mend:     lr is called learningRate here, a setting of phases.NAME.optimizer",
        "f.yaml:9:60 THAW-SPEC-UNKNOWN-KEY",
        "mend:     did you mean \`learningRate\`?",
        "f.yaml:9:69 THAW-SPEC-UNKNOWN-KEY",
        "mend:     did you mean \`weightDecay\`?",
        "f.yaml:9:78 THAW-SPEC-UNKNOWN-KEY",
        "mend:     did you mean \`weightDecay\`?",
      ]
    `);
  });

  it('are found in overrides too', () => {
    expect(report(spec('x', 'tiny'), ['phases.extract.lr=0.1'])).toContain(
      'did you mean `phases.extract.optimizer.learningRate`?',
    );
    expect(report(spec('x', 'tiny'), ['lr=0.1', 'phases.extract.optimizer.lr=0.1'])).toContain(
      'did you mean `phases.extract.optimizer.learningRate`?',
    );
  });
});
