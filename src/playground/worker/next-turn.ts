/**
 * `setImmediate` of `node:timers/promises`, whose place this takes in a browser: resolves after the
 * messages that have come in. `setTimeout` would wait four milliseconds each time.
 */
export function setImmediate(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
