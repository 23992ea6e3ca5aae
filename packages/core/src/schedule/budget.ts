import type { Run } from '../sweep/run.js';

/** What ends a sweep before its search comes to an end. */
export interface BudgetLimits {
  /** Of computing. */
  readonly hours?: number;
  /** Of the objective: whatever is as good is good enough. */
  readonly target?: number;
}

/** What a sweep has had of its budget. */
export interface Spent {
  /** In which its tasks were computed, whatever came of them. */
  readonly seconds: number;
  /** How many times a run began, or went on after it was stopped. */
  readonly turns: number;
}

/** Which limit has ended a sweep. */
export type BudgetEnd = keyof BudgetLimits;

export const nothingSpent: Spent = { seconds: 0, turns: 0 };

/**
 * Ends a sweep once its hours are spent, or its target is reached. There is no clock in it: seconds are told to it. What a sweep has
 * begun before it may begin again, whatever was spent, so one that was killed comes at least as far as it had come.
 */
export class Budget {
  #seconds: number;
  #turns = 0;
  #end: BudgetEnd | undefined;
  /** The smaller, the better. */
  #best: number | undefined;
  /** Configurations that are done several times, and of which a run has begun. */
  readonly #groups = new Set<string>();

  constructor(
    private readonly limits: BudgetLimits = {},
    private readonly goal: 'maximize' | 'minimize' = 'minimize',
    private readonly before: Spent = nothingSpent,
  ) {
    this.#seconds = before.seconds;
  }

  /** Whether it can end anything. */
  get isLimited(): boolean {
    return Object.keys(this.limits).length > 0;
  }

  /** Nothing begins any more because of it. */
  get end(): BudgetEnd | undefined {
    return this.#end;
  }

  get turns(): number {
    return this.#turns;
  }

  /** What is left of each limit: hours, and by how much the best so far falls short of the target, once there is one. */
  get left(): BudgetLimits {
    const { hours } = this.limits;
    const target = this.#target;
    return {
      ...(hours !== undefined && { hours: Math.max(0, hours - this.#seconds / 3600) }),
      ...(target !== undefined && this.#best !== undefined && { target: Math.max(0, this.#best - target) }),
    };
  }

  /**
   * Whether a run may begin that is expected to take so many seconds, none where nothing of it is to be computed, with all others of its configuration: those may then begin
   * as well, as a part of them says nothing.
   */
  begins({ group }: Pick<Run, 'group'>, seconds: number | undefined): boolean {
    const { hours = Infinity } = this.limits;
    const isUnderWay = group !== undefined && this.#groups.has(group.id);
    const wasBegun = this.#turns < this.before.turns;
    const isFree = isUnderWay || wasBegun || seconds === undefined;
    if (!isFree && this.#seconds + seconds > 3600 * hours) {
      this.#end = 'hours';
      return false;
    }
    if (group) this.#groups.add(group.id);
    this.#turns++;
    return true;
  }

  spend(seconds: number): void {
    this.#seconds += seconds;
  }

  /** What a configuration has come to: the smaller, the better. */
  hear(value: number): void {
    this.#best = Math.min(value, this.#best ?? value);
    if (this.#target !== undefined && this.#best <= this.#target) this.#end ??= 'target';
  }

  get #target(): number | undefined {
    const { target } = this.limits;
    return target !== undefined && this.goal === 'maximize' ? -target : target;
  }
}
