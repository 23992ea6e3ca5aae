/** What ties images together: a group's name, and what the file holds. */
export interface Tied {
  readonly group?: string | undefined;
  /** Undefined as long as nobody has looked. */
  readonly sha256?: string | undefined;
}

/** Images that no split may part. */
export interface Unit {
  /** Depends on groups and contents, not on paths or the order of images; no other unit has it. */
  readonly key: string;
  /** Indices, ascending. */
  readonly members: readonly number[];
  /** Whether neither its one group nor its one content alone holds it together. */
  readonly isChained: boolean;
}

/** The ties of an image by name. */
export const tiesOf = ({ group, sha256 }: Tied): string[] => [
  ...(group === undefined ? [] : [`group ${group}`]),
  ...(sha256 === undefined ? [] : [sha256]),
];

/**
 * Being of one group and being copies of one picture are one relation: whoever is tied to an image of a unit, by either,
 * is of that unit, through chains of any length. An image without ties is a unit of its own.
 */
export function unitsOf(images: readonly Tied[]): Unit[] {
  const parents = Array.from(images.keys());
  const root = (image: number) => {
    while (parents[image] !== image) image = parents[image] = parents[parents[image]!]!;
    return image;
  };
  const firstWith = new Map<string, number>();
  for (const [image, tied] of images.entries()) {
    for (const tie of tiesOf(tied)) {
      const first = firstWith.get(tie);
      if (first === undefined) firstWith.set(tie, image);
      else parents[root(image)] = root(first);
    }
  }
  const units = new Map<number, number[]>();
  for (const image of images.keys()) {
    const members = units.get(root(image));
    if (members) members.push(image);
    else units.set(root(image), [image]);
  }
  return Array.from(units.values(), (members) => unit(members, images));
}

/** Named by its group, the first of several in code-unit order, else by its content. */
function unit(members: readonly number[], images: readonly Tied[]): Unit {
  const groups = new Set(members.map((image) => images[image]!.group));
  const named = [...groups].filter((group) => group !== undefined).sort();
  const key = named.length > 0 ? `group ${named[0]}` : (images[members[0]!]!.sha256 ?? `image ${members[0]}`);
  return { key, members, isChained: groups.size > 1 };
}
