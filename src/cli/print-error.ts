/** What `text` is on a terminal that shows colours: bold and red. NO_COLOR is heeded. */
export function boldRed(text: string, stream: NodeJS.WriteStream = process.stderr): string {
  // Undefined where the stream is no terminal; false, too, for NO_COLOR and for TERM=dumb.
  if (stream.hasColors?.() !== true) return text;
  return `\u001B[1;31m${text}\u001B[22;39m`;
}

/** Prints an error for a person: the word "error" stands out, the message is easy to read. */
export function printError(message: string): void {
  console.error(`${boldRed('error:')} ${message}`);
}
