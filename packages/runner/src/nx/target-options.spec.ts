import { describe, expect, it } from 'vitest';
import { optionsOf, inPlace } from './target-options.js';

const table = {
  spec: { kind: 'path', placeholder: 'FILE', description: '' },
  specs: { kind: 'text', placeholder: 'GLOB', many: true, description: '' },
  set: { kind: 'text', placeholder: 'PATH=VALUE', many: true, description: '' },
  store: { kind: 'path', placeholder: 'DIR', orBucket: true, description: '' },
} as const;

describe('the paths of a target', () => {
  const target = {
    options: { spec: 'libs/a.yaml', specs: ['libs/*.yaml'], set: ['data.root=images'] },
    configurations: { small: { spec: 'libs/small.yaml' } },
  };

  it('start from the root of the workspace', () => {
    const ofTarget = optionsOf(target);
    expect(inPlace(table, ofTarget, ofTarget, '/ws')).toEqual({
      ...{ spec: '/ws/libs/a.yaml', specs: ['/ws/libs/*.yaml'], set: ['data.root=images'] },
    });
    const ofSmall = optionsOf(target, 'small');
    expect(inPlace(table, ofSmall, ofSmall, '/ws')).toMatchObject({ spec: '/ws/libs/small.yaml' });
  });

  it('are no places in buckets', () => {
    const at = (store: string) => inPlace(table, { store }, { store }, '/ws');
    expect(at('s3://team/thaw')).toEqual({ store: 's3://team/thaw' });
    expect(at('s3')).toEqual({ store: '/ws/s3' });
  });

  it('are not those of the command line', () => {
    const given = { ...target.options, spec: 'a.yaml' };
    expect(inPlace(table, given, optionsOf(target), '/ws')).toMatchObject({
      ...{ spec: 'a.yaml', specs: ['/ws/libs/*.yaml'] },
    });
    expect(inPlace(table, { spec: 'a.yaml' }, optionsOf({}), '/ws')).toEqual({ spec: 'a.yaml' });
  });
});
