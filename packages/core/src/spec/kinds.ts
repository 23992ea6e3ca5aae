import { own } from '../records/own.js';

/**
 * One setting of a kind: the schema of a number, a flag or a word, with what holds where a spec says nothing. The
 * description is what the setting does, without a full stop; who takes it and its default are told by `settingsSchema`.
 */
export interface SettingSchema {
  readonly type?: 'number' | 'integer' | 'boolean';
  readonly enum?: readonly string[];
  readonly default: number | boolean | string;
  readonly description?: string;
}
export type SettingSchemas = Readonly<Record<string, SettingSchema>>;

/** What a setting comes to. */
export type ValueOf<Schema> = Schema extends { readonly enum: readonly (infer Word)[] }
  ? Word
  : Schema extends { readonly type: 'boolean' }
    ? boolean
    : Schema extends { readonly type: 'number' | 'integer' }
      ? number
      : SettingSchema['default'];

/** What settings come to, defaults filled in. */
export type ValuesOf<Settings> = { readonly [Name in keyof Settings]: ValueOf<Settings[Name]> };

/** A table of things that a spec chooses from by name, each with settings of its own. */
export type Kinds = Readonly<Record<string, { readonly settings: SettingSchemas }>>;

/** The name of one of the table, with all its settings. */
export type Chosen<Table extends Kinds> = {
  [Name in keyof Table]: { readonly name: Name } & ValuesOf<Table[Name]['settings']>;
}[keyof Table];

type SettingName<Table extends Kinds> = {
  [Name in keyof Table]: keyof Table[Name]['settings'];
}[keyof Table];

type SettingIn<Table extends Kinds, Setting> = {
  [Name in keyof Table]: Setting extends keyof Table[Name]['settings']
    ? Table[Name]['settings'][Setting]
    : never;
}[keyof Table];

export const namesOf = <Table extends Kinds>(kinds: Table): readonly (keyof Table & string)[] =>
  Object.keys(kinds);

/**
 * The settings of all kinds as properties of a schema, in the order in which kinds name them first. Two kinds may share a
 * setting; one name is one setting.
 */
export function settingsSchema<Table extends Kinds>(
  kinds: Table,
): { readonly [Setting in SettingName<Table>]: SettingIn<Table, Setting> } {
  const shared = Object.assign({}, ...Object.values(kinds).map(({ settings }) => settings)) as SettingSchemas;
  const properties = Object.entries(shared).map(([name, { default: standard, description, ...schema }]) => {
    const takers = takersOf(kinds, name);
    const who = takers.length < namesOf(kinds).length ? takers.join(', ') : undefined;
    const meaning = [who, description].filter((words) => words !== undefined).join(': ');
    return [name, { ...schema, description: `${meaning}. Default ${standard}.`, default: standard }];
  });
  return Object.fromEntries(properties);
}

const takersOf = (kinds: Kinds, setting: string): readonly string[] =>
  Object.entries(kinds)
    .filter(([, kind]) => takes(kind, setting))
    .map(([name]) => name);

/** Whether a setting has a meaning for a kind; others have no effect on it. */
export const takes = ({ settings }: Kinds[string], setting: string): boolean =>
  Object.hasOwn(settings, setting);

/** A kind's settings as written, and its defaults for the others. What is no setting of it is left out. */
export const withDefaults = <Settings extends SettingSchemas>(
  settings: Settings,
  written: Readonly<Record<string, unknown>>,
): ValuesOf<Settings> =>
  Object.fromEntries(
    Object.entries(settings).map(([name, { default: standard }]) => [name, own(written, name) ?? standard]),
  ) as ValuesOf<Settings>;
