import type { PlanEstimate } from '@thaw/core';
import type { Room } from '../sweep/refuse-too-large.js';
import type { NetworkAtSize } from './networks.js';
import type { Recipe } from './recipe.js';

/** A network at a size, and what a sweep with it would take. */
export interface Offer {
  readonly network: NetworkAtSize;
  readonly recipe: Recipe;
  readonly runs: number;
  /** The most likely time, and between which it lies, in seconds. */
  readonly seconds: number;
  readonly secondsRange: readonly [low: number, high: number];
  readonly memoryBytes: number;
  readonly diskBytes: number;
}

export const offerOf = (
  network: NetworkAtSize,
  recipe: Recipe,
  runs: number,
  { seconds = 0, secondsRange = [0, 0], memoryBytes, diskBytes }: PlanEstimate,
): Offer => ({ network, recipe, runs, seconds, secondsRange, memoryBytes, diskBytes });

/** Whether a machine has room for it, whatever time it takes. */
export const hasRoom = ({ memoryBytes, diskBytes }: Offer, room: Room): boolean =>
  memoryBytes <= room.memoryBytes && diskBytes <= room.diskBytes;

export interface Choice {
  readonly offer: Offer;
  /** Whether it ends in time even if the estimate is as far off as estimates were. */
  readonly isInTime: boolean;
}

/**
 * The offer of which most is expected of those that end within the time; with equal expectations the quicker one. If
 * none does, the quickest of all. Undefined if there is none.
 */
export function chooseOffer(offers: readonly Offer[], withinSeconds: number): Choice | undefined {
  const inTime = offers.filter(({ secondsRange }) => secondsRange[1] <= withinSeconds);
  const best = inTime.toSorted(byExpectation)[0];
  if (best) return { offer: best, isInTime: true };
  const quickest = offers.toSorted((a, b) => a.secondsRange[1] - b.secondsRange[1])[0];
  return quickest && { offer: quickest, isInTime: false };
}

/** The best of each network, for people to choose from: the best of all first. */
export function bestOfEach(offers: readonly Offer[], withinSeconds: number): readonly Choice[] {
  const names = [...new Set(offers.map(({ network }) => network.name))];
  return names
    .flatMap(
      (name) =>
        chooseOffer(
          offers.filter(({ network }) => network.name === name),
          withinSeconds,
        ) ?? [],
    )
    .sort((a, b) => Number(b.isInTime) - Number(a.isInTime) || byExpectation(a.offer, b.offer));
}

/**
 * What training the last blocks too is taken to be worth. On twelve datasets it was worth more for most networks (Kornblith,
 * Shlens and Le 2019, figure 2); on few images less.
 */
const worthOfFineTuning = 0.03;

const expectedOf = ({ network, recipe }: Offer): number =>
  network.expected + (recipe.isFineTuned ? worthOfFineTuning : 0);

const byExpectation = (a: Offer, b: Offer): number => expectedOf(b) - expectedOf(a) || a.seconds - b.seconds;
