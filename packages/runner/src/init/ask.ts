import { cancel, confirm, isCancel, note, select, text } from '@clack/prompts';
import { relative, resolve } from 'node:path';
import type { CommandContext } from '../cli/command.js';
import { parseDuration, roughRange } from '../text/duration.js';
import { describeSeen } from './describe-seen.js';
import type { Choice } from './offers.js';
import { Cancelled, type Questions } from './questions.js';
import { longCount } from '../text/count.js';

/** Asks a person at a terminal. Ctrl-C, or the end of input, ends it with `Cancelled`. */
export function ask(
  dialogue: NonNullable<CommandContext['dialogue']>,
  { signal, cwd }: Pick<CommandContext, 'signal' | 'cwd'>,
  /** Called before each question: what else is drawn has to make room. */
  makeRoom: () => void,
): Questions & { images(): Promise<string> } {
  const common = { ...dialogue, signal };
  const answered = async <Answer>(question: () => Promise<Answer | symbol>): Promise<Answer> => {
    makeRoom();
    const given = await question();
    if (!isCancel(given)) return given as Answer;
    cancel('nothing was written', common);
    throw new Cancelled();
  };
  return {
    images: () =>
      answered(() =>
        text({
          ...common,
          message: 'Where are the images? A folder with a folder for each class, or a CSV file',
          validate: (value) => (value?.trim() ? undefined : 'a path is needed'),
        }),
      ),
    show(seen, where) {
      makeRoom();
      note(describeSeen(seen, where, dialogue.output.columns - 6), 'What is there', common);
    },
    keepTogether: ({ nearCopies }) =>
      answered(() =>
        confirm({
          ...common,
          message:
            `${longCount(nearCopies.images, 'image')} look like others. Keep those that do in one split? ` +
            'It takes a manifest beside the spec, in which images that are added later have to be listed.',
          initialValue: true,
        }),
      ),
    within: async (seconds) =>
      answered(() =>
        text({
          ...common,
          message: 'How long may the sweep take on this machine?',
          initialValue: `${seconds / 60}m`,
          validate: (value) =>
            parseDuration(value ?? '') === undefined ? 'such as 30m, 2h or 1h30m' : undefined,
        }),
      ).then((value) => parseDuration(value)!),
    network: (choices) =>
      answered(() =>
        select({
          ...common,
          message: 'Which network?',
          options: choices.map((choice, index) => ({
            value: choice,
            label: networkLabel(choice),
            hint: hintFor(choice, index === 0),
          })),
        }),
      ),
    file: async (suggested) =>
      resolve(
        cwd,
        await answered(() =>
          text({
            ...common,
            message: 'Where does the spec go?',
            initialValue: relative(cwd, suggested),
            validate: (value) => (/\.ya?ml$/.test(value ?? '') ? undefined : 'a name that ends in .yaml'),
          }),
        ),
      ),
  };
}

const networkLabel = ({ offer: { network, recipe } }: Choice): string =>
  `${network.backbone.title} at ${network.imageSize} pixels, ${recipe.isFineTuned ? 'fine-tuned' : 'frozen'}`;

const hintFor = ({ offer, isInTime }: Choice, isBest: boolean): string =>
  `${roughRange(offer.secondsRange)}${isInTime ? '' : ', longer than it may'}${isBest ? '; suggested' : ''}`;
