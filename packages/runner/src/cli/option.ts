interface OptionBase {
  /** One line, no full stop. */
  readonly description: string;
  readonly required?: true;
  /** May be given several times; its value is then a list, empty if it is absent. */
  readonly many?: true;
  /** On the command line its value, or values, may also stand alone: `thaw explain RUN`. At most one option of a command. */
  readonly positional?: true;
  /** Names of options that cannot be given together with this one. */
  readonly excludes?: readonly string[];
}

/**
 * One option. From it come the flag on the command line (`imageSize` → `--image-size`), the property in the Nx
 * executor's schema, the check of its value and its type.
 */
export type Option =
  | (OptionBase & { readonly kind: 'flag' })
  /** `placeholder` stands for the value in `--help`, `URI` in `--tracking-uri <URI>`. */
  | (OptionBase & { readonly kind: 'text'; readonly placeholder: string })
  /** Resolved against the folder the user stands in. */
  | (OptionBase & {
      readonly kind: 'path';
      readonly placeholder: 'FILE' | 'DIR';
      /** Whether it may be `s3://bucket/prefix` too. */
      readonly orBucket?: true;
    })
  | (OptionBase & {
      readonly kind: 'integer';
      readonly placeholder: string;
      readonly minimum: number;
      readonly maximum?: number;
      /** Says instead that the number is found out. */
      readonly word?: 'auto';
    })
  /** A number of bytes with a unit: `20GB`, `500MiB`. */
  | (OptionBase & { readonly kind: 'bytes'; readonly placeholder: 'SIZE' })
  /** A moment in ISO 8601 with its zone: `2026-11-26T02:00:00+01:00`, `2026-11-26T01:00Z`. */
  | (OptionBase & { readonly kind: 'time'; readonly placeholder: 'ISO' })
  /** A length of time with its unit, in seconds: `30m`, `1h30m`. */
  | (OptionBase & { readonly kind: 'duration'; readonly placeholder: 'TIME' })
  | (OptionBase & { readonly kind: 'choice'; readonly choices: readonly string[] });

/** Options by camel-case name. */
export type OptionTable = Readonly<Record<string, Option>>;

type SingleValue<O extends Option> = O extends { readonly kind: 'flag' }
  ? boolean
  : O extends { readonly kind: 'integer' | 'bytes' | 'duration' }
    ? number | (O extends { readonly word: infer Word } ? Word : never)
    : O extends { readonly kind: 'time' }
      ? Date
      : O extends { readonly kind: 'choice'; readonly choices: readonly (infer Choice)[] }
        ? Choice
        : string;

type Value<O extends Option> = O extends { readonly many: true }
  ? readonly SingleValue<O>[]
  : O extends { readonly required: true } | { readonly kind: 'flag' }
    ? SingleValue<O>
    : SingleValue<O> | undefined;

/** What a command is given for its options: flags are false and lists empty when absent, others undefined. */
export type OptionValues<Table extends OptionTable> = { readonly [Name in keyof Table]: Value<Table[Name]> };
