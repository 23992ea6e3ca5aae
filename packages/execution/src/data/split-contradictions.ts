import type { ListedImage, DatasetListing, Problem } from '@thaw/core';
import { tiesOf, unitsOf, type Tied } from './split-units.js';

/**
 * Rows that put images which belong together into different splits: all of them, in the order of rows, each held
 * against the first row of its unit that names a split. Without contents only groups are looked at.
 */
export function splitContradictions(listing: DatasetListing, sha256: readonly string[] = []): Problem[] {
  const { images } = listing;
  if (images.every(({ split }) => split === undefined)) return [];
  const tied = images.map(({ group }, index) => ({ group, sha256: sha256[index] }));
  const pairs = unitsOf(tied).flatMap(({ members }) => {
    const [first, ...others] = members.filter((image) => images[image]!.split !== undefined);
    return others
      .filter((other) => images[other]!.split !== images[first!]!.split)
      .map((other) => ({ first: first!, other, members }));
  });
  return pairs
    .sort((a, b) => a.other - b.other)
    .map(({ first, other, members }) =>
      contradiction(listing, first, other, () => describeChain(images, tied, members, other, first)),
    );
}

function contradiction(
  { images, positionOf }: DatasetListing,
  first: number,
  other: number,
  chain: () => string,
): Problem {
  const { path, split, group } = images[first]!;
  const place = positionOf?.(first, 'split');
  const isOneGroup = group !== undefined && images[other]!.group === group;
  return {
    code: isOneGroup ? 'THAW-DATA-MANIFEST-GROUP' : 'THAW-DATA-MANIFEST-COPIES',
    message: isOneGroup
      ? `the images of group ${group} are put into different splits`
      : `${chain()}, but they are put into different splits`,
    expected: place ? `${split}, as ${place.file}:${place.line}:${place.column} says of ${path}` : split!,
    found: images[other]!.split!,
    remedy: isOneGroup
      ? 'give all of them one split, or take them out of the group'
      : 'give all of them one split, or leave out all but one',
    ...(positionOf && { position: positionOf(other, 'split') }),
  };
}

/** `a.png has the content of b.png, which is in group g with c.png`, over as few images as possible. */
function describeChain(
  images: readonly ListedImage[],
  tied: readonly Tied[],
  members: readonly number[],
  from: number,
  to: number,
): string {
  const membersWith = new Map<string, number[]>();
  for (const member of members) {
    for (const tie of tiesOf(tied[member]!)) {
      const others = membersWith.get(tie);
      if (others) others.push(member);
      else membersWith.set(tie, [member]);
    }
  }
  const nextOf = new Map([[to, to]]);
  for (const [one] of nextOf) {
    const neighbours = tiesOf(tied[one]!).flatMap((tie) => membersWith.get(tie)!);
    for (const member of neighbours) if (!nextOf.has(member)) nextOf.set(member, one);
  }
  let text = images[from]!.path;
  for (let at = from; at !== to; at = nextOf.get(at)!) {
    const next = nextOf.get(at)!;
    const isCopy = tied[at]!.sha256 !== undefined && tied[next]!.sha256 === tied[at]!.sha256;
    const tie = isCopy ? 'has the content of' : `is in group ${images[at]!.group} with`;
    text += `${at === from ? '' : ', which'} ${tie} ${images[next]!.path}`;
  }
  return text;
}
