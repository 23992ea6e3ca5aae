import { imageSizeFault, ThawError, type ImageSizeFault } from '@thaw/core';
import type { Room } from '../sweep/refuse-too-large.js';
import { formatBytes } from '../text/bytes.js';
import type { Reached } from './candidates.js';
import { checkOnImages, estimateSpec, type Bench } from './estimate-spec.js';
import { networkAt, sizesFor, type NetworkAtSize } from './networks.js';
import { hasRoom, offerOf, type Offer } from './offers.js';
import { recipeFor } from './recipe.js';
import { specText, type FirstSpec } from './spec-text.js';
import { worthEstimating } from './worth-estimating.js';

interface OfferOptions {
  readonly reached: readonly Reached[];
  /** If one was asked for. */
  readonly imageSize: number | undefined;
  readonly bench: Bench;
  /** What the spec says whichever network it takes. */
  readonly base: Omit<FirstSpec, 'network' | 'recipe' | 'reason'>;
  readonly room: Room;
}

/**
 * Every network at every size worth trying, of which no other promises more for less, with and without fine-tuning, as far as this machine has
 * room.
 * @throws ThawError if it has room for none, or if the images will not do.
 */
export function makeOffers({ reached, imageSize, bench, base, room }: OfferOptions): readonly Offer[] {
  const whole = recipeFor(base.seen);
  const recipes = whole.isFineTuned ? [whole, { ...whole, isFineTuned: false }] : [whole];
  const networks = reached.flatMap(({ name, backbone }): NetworkAtSize[] => {
    const fault = imageSize !== undefined && imageSizeFault(backbone, imageSize);
    if (fault) throw sizeDoesNotFit(fault, imageSize);
    const sizes = imageSize === undefined ? sizesFor(backbone, base.seen.shorterSide.median) : [imageSize];
    return sizes.map((size) => networkAt(name, backbone, size));
  });
  let isChecked = false;
  const offers = worthEstimating(networks, bench.machine.speed).flatMap((network) =>
    recipes.map((recipe) => {
      const benched = estimateSpec(specText({ ...base, network, recipe, reason: '' }), bench);
      // What is wrong with the images is wrong with all of them.
      if (!isChecked) checkOnImages(benched, bench);
      isChecked = true;
      return offerOf(network, recipe, benched.loaded.runs.length, benched.estimate);
    }),
  );
  const fitting = offers.filter((offer) => hasRoom(offer, room));
  if (fitting.length === 0) throw noRoom(offers, room);
  return fitting;
}

const sizeDoesNotFit = ({ message, expected }: ImageSizeFault, imageSize: number) =>
  new ThawError({
    code: 'THAW-CLI-BAD-VALUE',
    message: `--image-size: ${message}`,
    expected,
    found: String(imageSize),
  });

function noRoom(offers: readonly Offer[], room: Room): ThawError {
  const least = (amount: (offer: Offer) => number) => formatBytes(Math.min(...offers.map(amount)));
  return new ThawError({
    code: 'THAW-INIT-NO-ROOM',
    message: 'this machine has no room for a sweep over these images',
    expected: `${least(({ memoryBytes }) => memoryBytes)} of memory and ${least(({ diskBytes }) => diskBytes)} on the disk, at the least`,
    found: `${formatBytes(room.memoryBytes)} of memory, ${formatBytes(room.diskBytes)} on the disk`,
    remedy: 'make room, begin with fewer images, or name a smaller network with --backbone',
  });
}
