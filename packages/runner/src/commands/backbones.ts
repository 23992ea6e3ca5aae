import { listing, ThawError } from '@thaw/core';
import { isFilePlace, requireOutput, writeOutput } from '@thaw/execution/files';
import { pathToFileURL } from 'node:url';
import { drawBackbone, inspectBackbone } from '../api/inspect-backbone.js';
import { listBackbones } from '../api/list-backbones.js';
import { backbonesTable, tableNotes } from '../backbones/backbones-table.js';
import { describeInspected } from '../backbones/describe-inspected.js';
import { isPattern } from '../backbones/find-networks.js';
import { backboneOrders } from '../backbones/sort-backbones.js';
import { inCallersWords } from '../cli/callers-words.js';
import { defineCommand, type CommandContext } from '../cli/command.js';
import { jsonOptions } from '../cli/common-options.js';
import { widthOf } from '../text/fit-table.js';
import { limitOption, restLines, rowsWithin } from '../text/limit.js';
import { refuseOtherSpec } from './refuse-own-input.js';
import { noteOn, surroundingsIn } from './session.js';

export const backbones = defineCommand({
  name: 'backbones',
  summary: 'List the networks that a spec can name, or look into one: its blocks, and where selectors cut it',
  options: {
    backbone: {
      kind: 'text',
      placeholder: 'NAME',
      many: true,
      positional: true,
      description: "A network to look into; several, or globs such as 'resnet*', list those (default: all)",
    },
    sort: {
      kind: 'choice',
      choices: backboneOrders,
      excludes: ['trainable', 'layers', 'imageSize', 'html'],
      description: 'What comes first in the list: small, cheap, accurate (top1) or quick (speed) ones',
    },
    limit: limitOption('At most so many rows of a table'),
    imageSize: {
      kind: 'integer',
      placeholder: 'N',
      minimum: 1,
      description: 'Of one network: side of its images in pixels (default: as it was trained)',
    },
    trainable: {
      kind: 'text',
      placeholder: 'SELECTOR',
      description: "Of one network: where this cuts it, as YAML as in a spec, for example '{ last: 2 }'",
    },
    layers: { kind: 'flag', description: 'Of one network: its layers in place of its blocks' },
    html: {
      kind: 'path',
      placeholder: 'FILE',
      excludes: ['layers', 'limit', 'json'],
      description: 'Of one network: a page to write in which selectors can be tried, which needs no network',
    },
    ...jsonOptions,
  },
  examples: [
    'thaw backbones --sort top1',
    "thaw backbones 'efficientnet*' 'convnext*' --sort parameters",
    'thaw backbones resnet50',
    "thaw backbones xception --image-size 150 --trainable '{ from: block14_sepconv1 }'",
    'thaw backbones resnet50 --layers --limit 0',
    'thaw backbones resnet50 --html resnet50.html',
  ],
  async run(options, context) {
    const { backbone: names, sort } = options;
    const [name] = names;
    const isOne = names.length === 1 && sort === undefined && !isPattern(name!);
    if (isOne) await lookInto(name!, options, context);
    else {
      requireOne(options);
      await list(options, context);
    }
    return 0;
  },
});

type Options = Parameters<(typeof backbones)['run']>[0];

async function lookInto(
  name: string,
  { imageSize, trainable, layers, limit, html, json }: Options,
  context: CommandContext,
): Promise<void> {
  const asked = {
    ...{ ...surroundingsIn(context), backbone: name, signal: context.signal },
    ...(imageSize !== undefined && { imageSize }),
    ...(trainable !== undefined && { trainable }),
  };
  if (html !== undefined) return draw(html, asked, context);
  const network = await inspectBackbone(asked);
  const shown = {
    ...{ width: widthOf(context.stdout), rows: rowsWithin(limit) },
    ...{ layers, isAsked: trainable !== undefined },
  };
  const text = json ? JSON.stringify(network) : describeInspected(network, shown);
  context.stdout.write(`${text}\n`);
}

async function draw(
  file: string,
  asked: Parameters<typeof drawBackbone>[0],
  { stdout, stderr }: CommandContext,
): Promise<void> {
  refuseOtherSpec(file);
  await requireOutput(file, '--html');
  await writeOutput(file, await drawBackbone(asked));
  stdout.write(`${file}\n`);
  if (await isFilePlace(file)) stderr.write(`open it with a browser: ${pathToFileURL(file)}\n`);
}

async function list({ backbone: names, sort, limit, json }: Options, context: CommandContext): Promise<void> {
  const { networks, machine } = await listBackbones({
    ...{ ...surroundingsIn(context), backbones: names, signal: context.signal },
    ...(sort !== undefined && { order: sort }),
    onEvent(event) {
      if (event.type === 'notice') noteOn(context)(event.message);
    },
  });
  const few = networks.slice(0, rowsWithin(limit, json ? Infinity : undefined));
  if (json) {
    context.stdout.write(`${JSON.stringify({ networks: few, ...(machine !== undefined && { machine }) })}\n`);
    return;
  }
  const table = backbonesTable(few, widthOf(context.stdout));
  context.stdout.write(`${[table, ...restLines(few.length, networks.length, 'networks')].join('\n')}\n`);
  const notes = tableNotes(few, machine).join('\n');
  context.stderr.write(`\n${inCallersWords(notes, context.env)}\n`);
}

/** What is asked of one network cannot be answered for a list. */
function requireOne({ backbone: names, imageSize, trainable, layers, html }: Options): void {
  const asked = [
    ...(imageSize === undefined ? [] : ['--image-size']),
    ...(trainable === undefined ? [] : ['--trainable']),
    ...(layers ? ['--layers'] : []),
    ...(html === undefined ? [] : ['--html']),
  ];
  if (asked.length === 0) return;
  throw new ThawError({
    code: 'THAW-CLI-BAD-VALUE',
    message: `${listing(asked, 'and')} can only be asked of one network`,
    expected: 'the name of one network',
    found: names.length === 0 ? 'none' : names.join(' '),
    remedy: 'name it after `thaw backbones`',
  });
}
