import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { UserError } from '../../platform/errors.ts';
import { readHeldOut, type Text } from './inputs.ts';

const folder = temporaryFolder();

function text(name: string, content: string | Uint8Array): Text {
  const path = folder(name);
  writeFileSync(path, content);
  return { path, name };
}

const sgml = (...sentences: string[]) =>
  ['<doc docid="d">', ...sentences.map((words) => `<seg id="1">${words}</seg>`), '</doc>', ''].join(
    '\n',
  );

describe('a development set', () => {
  it('is read from SGML and from plain text, pair by pair', async () => {
    const source = text('dev.en.sgm', sgml('one &amp; two', 'three'));
    const target = text('dev.de', 'eins & zwei\ndrei\n');
    expect(await readHeldOut([{ source, target }])).toEqual([
      { source: 'one & two', target: 'eins & zwei' },
      { source: 'three', target: 'drei' },
    ]);
  });

  it.each([
    [
      'SGML that is not UTF-8',
      Buffer.from(sgml('ein', 'Müller'), 'latin1'),
      'dev.de.sgm: line 3 is not valid UTF-8; convert the text',
    ],
    ['SGML without a segment', sgml(), 'dev.de.sgm: the file is empty'],
    ['another number of segments', sgml('ein', 'zwei', 'drei'), 'dev.en has 2 sentences and'],
    ['a segment that is not closed', '<seg id="1">ein\n</seg>\n', 'dev.de.sgm: Line 1 opens'],
  ])('is refused for %s', async (_what, content, message) => {
    const source = text('dev.en', 'one\ntwo\n');
    const reading = readHeldOut([{ source, target: text('dev.de.sgm', content) }]);
    await expect(reading).rejects.toThrow(UserError);
    await expect(reading).rejects.toThrow(message);
  });
});
