import { describe, expect, it } from 'vitest';
import { stopMethods } from '../schedule/stopping/stop-methods.js';
import { searchMethods } from '../sweep/methods/search-methods.js';
import { optimizerKinds } from '../training/optimizers/optimizer-kinds.js';
import { scheduleKinds } from '../training/schedules/schedule-kinds.js';
import { settingsSchema, takes, withDefaults, type Kinds } from './kinds.js';
import { schemaErrors } from './schema-validator.js';

const common = { type: 'integer', minimum: 0, description: 'How long', default: 2 } as const;
const kinds = {
  plain: { settings: { common } },
  rich: { settings: { common, share: { type: 'number', default: 0.5 } } },
  other: {
    settings: { common, word: { enum: ['a', 'b'], description: 'what is meant', default: 'b' } },
  },
} as const;

describe('settingsSchema', () => {
  it('says of a setting who takes it, unless all do, and what holds without it', () => {
    expect(settingsSchema(kinds)).toEqual({
      common: { type: 'integer', minimum: 0, description: 'How long. Default 2.', default: 2 },
      share: { type: 'number', description: 'rich. Default 0.5.', default: 0.5 },
      word: { enum: ['a', 'b'], description: 'other: what is meant. Default b.', default: 'b' },
    });
  });
});

describe('withDefaults', () => {
  it('fills in what is not written and leaves out what is no setting of the kind', () => {
    const written = { name: 'rich', share: 0, word: 'a' };
    expect(withDefaults(kinds.rich.settings, written)).toEqual({ common: 2, share: 0 });
  });
});

describe('takes', () => {
  it('knows a kind’s own settings, and no inherited ones', () => {
    expect(['share', 'word', 'constructor'].map((name) => takes(kinds.rich, name))).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe.each<[string, Kinds]>([
  ['optimizers', optimizerKinds],
  ['schedules', scheduleKinds],
  ['search methods', searchMethods],
  ['stop methods', stopMethods],
])('the settings of %s', (_, table) => {
  it('are the same ones wherever they have the same name, as a spec has one place for both', () => {
    const first = new Map<string, unknown>();
    for (const { settings } of Object.values(table)) {
      for (const [name, setting] of Object.entries(settings)) {
        expect(setting, name).toBe(first.get(name) ?? setting);
        first.set(name, setting);
      }
    }
  });

  it('have defaults that their own schema allows', () => {
    for (const { settings } of Object.values(table)) {
      for (const [name, setting] of Object.entries(settings)) {
        expect(schemaErrors(setting.default, setting), name).toEqual([]);
      }
    }
  });
});
