import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

/** A stream of 120 columns, a terminal or not, and the text that it was sent. */
export function screen(isTTY: boolean) {
  const sent: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      sent.push(String(chunk));
      done();
    },
  });
  Object.assign(stream, { isTTY, columns: 120 });
  return { stream, text: () => stripVTControlCharacters(sent.join('')) };
}
