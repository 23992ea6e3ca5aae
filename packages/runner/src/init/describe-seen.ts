import { longCount } from '../text/count.js';
import { fitTable } from '../text/fit-table.js';
import { imbalance } from './recipe.js';
import { readable, type Range, type Seen } from './seen.js';
import { shownName, someOf } from './yaml-text.js';

const shownClasses = 15;
const fewImages = 10;

/** What was seen, for people; with what to know of it. */
export function describeSeen(seen: Seen, where: string, width?: number): string {
  const { classes, images } = seen;
  const bySize = classes.toSorted((a, b) => readable(b) - readable(a));
  const shown = bySize.slice(0, shownClasses);
  const rest = bySize.slice(shownClasses);
  const rows = shown.map((each) => [shownName(each.name), String(each.images)]);
  if (rest.length > 0)
    rows.push([`… and ${rest.length} more`, String(rest.reduce((sum, { images: of }) => sum + of, 0))]);
  return [
    `${longCount(images, 'image')} of ${longCount(classes.length, 'class', 'classes')} in ${where}`,
    '',
    fitTable(['class', 'images'], rows, { width }),
    '',
    ...remarks(seen).map((line) => `- ${line}`),
  ].join('\n');
}

/** What is worth knowing before anything is chosen, a sentence each. */
export function remarks(seen: Seen): readonly string[] {
  return [
    sizes(seen),
    ...broken(seen),
    ...copies(seen),
    ...nearCopies(seen),
    ...balance(seen),
    ...small(seen),
  ];
}

function sizes({ width, height }: Seen): string {
  const isOne = ({ least, most }: Range) => least === most;
  if (isOne(width) && isOne(height)) return `All are ${width.most} × ${height.most} pixels.`;
  return (
    `${width.median} × ${height.median} pixels in the middle, ` +
    `from ${width.least} to ${width.most} wide and ${height.least} to ${height.most} high.`
  );
}

const broken = ({ unreadable }: Seen): string[] =>
  unreadable.length === 0
    ? []
    : [
        `${longCount(unreadable.length, 'file')} cannot be read and will be left out: ` +
          `${someOf(
            unreadable.map(({ path, reason }) => `${shownName(path)} (${reason})`),
            5,
          )}.`,
      ];

const copies = ({ copies }: Seen): string[] =>
  copies === 0
    ? []
    : [
        `${longCount(copies, 'image is', 'images are')} a copy of another, byte for byte: copies stay in one split.`,
      ];

function nearCopies({ nearCopies: { images, sets, parted, isAllAlike } }: Seen): string[] {
  const mixed = sets.filter(({ labels }) => labels.length > 1);
  return [
    ...(isAllAlike ? ['So many look alike at a glance that it cannot be told which are copies.'] : []),
    ...(sets.length > 0
      ? [
          `${longCount(images, 'image')} look alike, in ${longCount(sets.length, 'set')}, ` +
            `such as ${someOf(sets[0]!.paths.map(shownName), 3)}.`,
        ]
      : []),
    ...(mixed.length > 0
      ? [
          `${longCount(mixed.length, 'of these sets has', 'of these sets have')} several labels, ` +
            `such as ${someOf(mixed[0]!.paths.map(shownName), 3)} (${mixed[0]!.labels.map(shownName).join(', ')}).`,
        ]
      : []),
    ...(parted > 0
      ? [
          `${longCount(parted, 'set')} of images that look alike ${parted === 1 ? 'is' : 'are'} put into different splits: ` +
            'scores will be better than they should.',
        ]
      : []),
  ];
}

function balance({ classes }: Seen): string[] {
  const bySize = classes.toSorted((a, b) => readable(a) - readable(b));
  const [least, most] = [bySize[0]!, bySize.at(-1)!];
  const ratio = readable(most) / readable(least);
  return ratio < imbalance
    ? []
    : [
        `Of ${shownName(most.name)} there are ${+ratio.toFixed(1)} times as many images as of ${shownName(least.name)}.`,
      ];
}

function small({ classes }: Seen): string[] {
  const few = classes.filter((each) => readable(each) < fewImages);
  const named = few.map((each) => `${shownName(each.name)} (${readable(each)})`);
  return few.length === 0
    ? []
    : [`Fewer than ${fewImages} images are little to learn a class from: ${someOf(named, 5)}.`];
}
