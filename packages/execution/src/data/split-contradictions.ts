import type { Problem } from '@thaw/core';
import type { Listing } from './listing.js';
import { tiesOf, unitsOf, type Tied } from './split-units.js';

/**
 * Rows that put images which belong together into different splits: all of them, in the order of rows, each held
 * against the first row of its unit that names a split. Without contents only groups are looked at.
 */
export function splitContradictions(listing: Listing, sha256: readonly string[] = []): Problem[] {
  const { files } = listing;
  if (files.every(({ split }) => split === undefined)) return [];
  const images = files.map(({ group }, index) => ({ group, sha256: sha256[index] }));
  const pairs = unitsOf(images).flatMap(({ members }) => {
    const [first, ...others] = members.filter((image) => files[image]!.split !== undefined);
    return others
      .filter((other) => files[other]!.split !== files[first!]!.split)
      .map((other) => ({ first: first!, other, members }));
  });
  return pairs
    .sort((a, b) => a.other - b.other)
    .map(({ first, other, members }) =>
      contradiction(listing, first, other, () => describeChain(files, images, members, other, first)),
    );
}

function contradiction(
  { files, positionOf }: Listing,
  first: number,
  other: number,
  chain: () => string,
): Problem {
  const { path, split, group } = files[first]!;
  const place = positionOf?.(first, 'split');
  const isOneGroup = group !== undefined && files[other]!.group === group;
  return {
    code: isOneGroup ? 'THAW-DATA-MANIFEST-GROUP' : 'THAW-DATA-MANIFEST-COPIES',
    message: isOneGroup
      ? `the images of group ${group} are put into different splits`
      : `${chain()}, but they are put into different splits`,
    expected: place ? `${split}, as ${place.file}:${place.line}:${place.column} says of ${path}` : split!,
    found: files[other]!.split!,
    ...(positionOf && { position: positionOf(other, 'split') }),
  };
}

/** `a.png has the content of b.png, which is in group g with c.png`, over as few images as possible. */
function describeChain(
  files: Listing['files'],
  images: readonly Tied[],
  members: readonly number[],
  from: number,
  to: number,
): string {
  const membersWith = new Map<string, number[]>();
  for (const member of members) {
    for (const tie of tiesOf(images[member]!)) {
      const tied = membersWith.get(tie);
      if (tied) tied.push(member);
      else membersWith.set(tie, [member]);
    }
  }
  const nextOf = new Map([[to, to]]);
  for (const [one] of nextOf) {
    const neighbours = tiesOf(images[one]!).flatMap((tie) => membersWith.get(tie)!);
    for (const member of neighbours) if (!nextOf.has(member)) nextOf.set(member, one);
  }
  let text = files[from]!.path;
  for (let at = from; at !== to; at = nextOf.get(at)!) {
    const next = nextOf.get(at)!;
    const isCopy = images[at]!.sha256 !== undefined && images[next]!.sha256 === images[at]!.sha256;
    const tie = isCopy ? 'has the content of' : `is in group ${images[at]!.group} with`;
    text += `${at === from ? '' : ', which'} ${tie} ${files[next]!.path}`;
  }
  return text;
}
