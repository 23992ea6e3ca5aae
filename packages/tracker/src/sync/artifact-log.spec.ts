import { expect, it } from 'vitest';
import { journalStart } from '../journal/read-journal.js';
import { artifactContent, ArtifactLog, type ArtifactEvent } from './artifact-log.js';

const curves: ArtifactEvent = {
  ...{ type: 'artifact', sweep: 's', run: 'r', path: 'plots/curves.svg', picture: 'curves', timeMs: 1 },
  content: JSON.stringify([{ step: 1, phase: 'extract', metrics: { loss: 0.5, val_loss: null } }]),
  encoding: 'utf8',
};

it('gives a picture as it is drawn of what the journal has, which says nothing of how large it is', async () => {
  const log = new ArtifactLog();
  log.add(curves, journalStart, 0);
  expect(log.since(undefined)[0]).not.toHaveProperty('bytes');
  expect(Buffer.from((await artifactContent(curves, 'nowhere'))!).toString()).toMatch(
    /^<svg[^]*extract[^]*<\/svg>$/,
  );
});

it('has no content of a picture that only a newer Thaw can draw', async () => {
  expect(await artifactContent({ ...curves, picture: 'weather' }, 'nowhere')).toBeUndefined();
});
