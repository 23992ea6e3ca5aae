import { flagOf } from '../cli/flag.js';
import type { Option } from '../cli/option.js';
import type { Candidate } from './candidate.js';

export type NamedOption = Option & { readonly name: string };

/** What a command line says before the word at the cursor. */
export class Line {
  readonly #given = new Map<string, string[]>();
  /** The option whose value the cursor is at. */
  readonly awaited: NamedOption | undefined;

  constructor(
    private readonly options: Readonly<Record<string, Option>>,
    words: readonly string[],
  ) {
    let awaited: NamedOption | undefined;
    for (const word of words) {
      const [, flag = '', value] = /^(--[^=]+)(?:=(.*))?$/s.exec(word) ?? [];
      if (awaited) {
        this.#give(awaited.name, word);
        awaited = undefined;
      } else if (flag !== '') {
        const option = this.optionOf(flag);
        if (!option) continue;
        if (option.kind === 'flag' || value !== undefined) this.#give(option.name, value ?? '');
        else awaited = option;
      } else {
        const alone = this.#positional();
        if (alone) this.#give(alone.name, word);
      }
    }
    this.awaited = awaited;
  }

  #give(name: string, value: string): void {
    this.#given.set(name, [...(this.#given.get(name) ?? []), value]);
  }

  #positional(): NamedOption | undefined {
    const [found] = Object.entries(this.options).filter(([, { positional }]) => positional);
    return found && { ...found[1], name: found[0] };
  }

  optionOf(flag: string): NamedOption | undefined {
    const found = Object.entries(this.options).find(([name]) => flagOf(name) === flag);
    return found && { ...found[1], name: found[0] };
  }

  /** What was given for an option, the last first. */
  given(name: string): readonly string[] {
    return (this.#given.get(name) ?? []).toReversed();
  }

  /** The option whose value may stand alone here. */
  alone(): NamedOption | undefined {
    const option = this.#positional();
    return option && (option.many || this.given(option.name).length === 0) ? option : undefined;
  }

  /** Options that may still be given. */
  flags(): readonly Candidate[] {
    return Object.entries(this.options)
      .filter(([name, { many, excludes = [] }]) => {
        const isSaid = !many && this.#given.has(name);
        return !isSaid && !excludes.some((other) => this.#given.has(other));
      })
      .map(([name, { description }]) => ({ value: flagOf(name), description }));
  }
}
