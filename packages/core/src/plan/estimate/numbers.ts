import { remember } from '../../records/remember.js';

/** Numbers lists and maps, equal ones alike. What has a number is not read again: thousands of stages share a handful of lists. */
export class Numbers {
  readonly #known = new WeakMap<object, number>();
  readonly #byText = new Map<string, number>();

  of(value: object): number {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const number = remember(this.#byText, JSON.stringify(value), () => this.#byText.size);
    this.#known.set(value, number);
    return number;
  }
}
