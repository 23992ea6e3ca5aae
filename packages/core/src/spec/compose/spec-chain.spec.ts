import { describe, expect, it } from 'vitest';
import { backbones } from '../backbones.fixture.js';
import { loadSpec } from '../load-spec.js';
import { base, load, refusal } from './composed.fixture.js';
import { SpecFile } from './spec-file.js';

describe('a chain of specs', () => {
  it('that leads back prints itself', () => {
    const files = {
      'spec.yaml': 'extends: a.yaml\n',
      'a.yaml': 'extends: b.yaml\n',
      'b.yaml': 'seed: 1\nextends: [a.yaml]\n',
    };
    expect(refusal(files)).toBe(
      [
        'b.yaml:2:11 THAW-SPEC-EXTENDS-ITSELF',
        '  specs extend one another in a circle',
        '    2 | extends: [a.yaml]',
        '      |           ^^^^^^',
        '  extended by a.yaml:1:10',
        '  extended by spec.yaml:1:10',
        '  expected: a chain of specs that ends',
        '  found:    a.yaml → b.yaml → a.yaml',
        '  mend:     move what they have in common into a file that extends none of them',
      ].join('\n'),
    );
    expect(refusal({ 'spec.yaml': 'extends: spec.yaml\n' })).toContain('found:    spec.yaml → spec.yaml');
  });

  it('may reach a file by many ways, and reads it once', () => {
    const files: Record<string, string> = { 'f0.yaml': base, 'spec.yaml': 'extends: [f40.yaml, f40.yaml]\n' };
    for (let index = 1; index <= 40; index++)
      files[`f${index}.yaml`] = `extends: [f${index - 1}.yaml, f${index - 1}.yaml]\nseed: ${index}\n`;
    expect(load(files).spec.seed).toBe(40);
  });

  it('may be long, but not as long as only a link in a circle makes it', () => {
    const chainOf = (length: number) => {
      const files: Record<string, string> = { 'f1.yaml': base, 'spec.yaml': `extends: f${length}.yaml\n` };
      for (let index = 2; index <= length; index++) files[`f${index}.yaml`] = `extends: f${index - 1}.yaml\n`;
      return files;
    };
    expect(load(chainOf(99)).name).toBe('flowers');
    expect(refusal(chainOf(100))).toContain('THAW-SPEC-EXTENDS-TOO-LONG');
  });
});

it('An object may extend files too', () => {
  const file = new SpecFile('spec', {
    extends: 'base.yaml',
    head: { dropout: 3 },
    phases: { extract: null },
  });
  file.bases.set('base.yaml', new SpecFile('base.yaml', base));
  const options = { file: 'spec', backbones, resolvePath: (path: string) => path };
  expect(() => loadSpec(file, options)).toThrow('dropout is too large');
  expect(loadSpec(file, { ...options, overrides: ['head.dropout=0'] }).spec.phases).toHaveLength(1);
});
