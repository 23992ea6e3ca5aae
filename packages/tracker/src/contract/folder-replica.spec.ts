import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { describeReplica } from './describe-replica.js';
import { folderHome, readFolder } from './folder-home.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'thaw-replica-'));
const opened = { home: folderHome(folder), read: (sweep: string) => readFolder(folder, sweep) };
describeReplica('a folder of plain files', () => opened, { describe, it });
