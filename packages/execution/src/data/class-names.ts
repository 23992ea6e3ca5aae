import type { DatasetListing, Problem, SourcePosition } from '@thaw/core';

/** A class is named by its letters, however a system composes them: `é` is one character or two. */
export const className = (label: string): string => label.normalize('NFC');

/** Names that show alike name one group: too much kept together leaks nothing. */
export const groupName = (name: string): string => shown(className(name));

/** A name without what nobody sees: ends and width of white space, and characters without a shape. */
const shown = (name: string): string =>
  name
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();

/** Classes that nobody could tell apart; the rarer one of two is taken for the slip. */
export const blankTwins = (listing: DatasetListing): Problem[] =>
  twins(listing, shown).map(({ names, position }) => ({
    code: 'THAW-DATA-CLASS-BLANKS',
    message: 'two classes differ only in white space or in characters that do not show',
    expected: 'names that can be told apart',
    found: names,
    remedy: position
      ? 'write the label alike in every row of the class'
      : 'move the images into one folder, or rename one of them',
    ...(position && { position }),
  }));

/** A warning, since `B` and `b` may well be two letters. */
export const caseTwins = (listing: DatasetListing): Problem[] =>
  twins(listing, (name) => shown(name).toLowerCase()).map(({ names, position }) => ({
    code: 'THAW-DATA-CLASS-CASE',
    message: 'two classes differ only in upper and lower case',
    found: names,
    remedy: 'if they are one class, write its name alike everywhere',
    ...(position && { position }),
  }));

interface Twins {
  /** Of both, with their numbers of images. */
  readonly names: string;
  /** The first row of the one that has fewer images. */
  readonly position: SourcePosition | undefined;
}

function twins({ images, classes, positionOf }: DatasetListing, alike: (name: string) => string): Twins[] {
  const facts = new Map(classes.map((name) => [name, { images: 0, first: -1 }]));
  for (const [index, { label }] of images.entries()) {
    const fact = facts.get(label)!;
    if (fact.images++ === 0) fact.first = index;
  }
  const describe = (name: string) => {
    const { images } = facts.get(name)!;
    return `${quoted(name)} (${images} image${images === 1 ? '' : 's'})`;
  };
  const oftenest = new Map<string, string>();
  const found: Twins[] = [];
  for (const name of classes.toSorted((a, b) => facts.get(b)!.images - facts.get(a)!.images)) {
    const often = oftenest.get(alike(name));
    if (often === undefined) oftenest.set(alike(name), name);
    else {
      const { first } = facts.get(name)!;
      found.push({
        names: `${describe(often)} and ${describe(name)}`,
        position: first === -1 ? undefined : positionOf?.(first, 'label'),
      });
    }
  }
  return found;
}

/** Everything shows: a no-break space is written as its code. */
const quoted = (name: string): string =>
  JSON.stringify(name).replace(
    /[^\S ]|\p{Default_Ignorable_Code_Point}/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
