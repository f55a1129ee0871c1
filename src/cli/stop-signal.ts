import { spawn } from 'node:child_process';
import { onStop, StopRequest } from '../platform/stop-request.ts';

const STOPPING = 'stopping after this step; press again to stop now';

/**
 * For the shell: answers Ctrl-C while the process that started it is in the middle of a step, when no
 * JavaScript runs, and ends that process at the second one. A terminal sends Ctrl-C to both. It ends
 * when its input does, which is when that process does.
 */
const ANSWER = `
trap 'presses=$((presses + 1))
if [ $presses -gt 1 ]; then kill -KILL $PPID; else printf "\\n%s\\n" "${STOPPING}" >&2; fi' INT
while read -r line || [ $? -gt 128 ]; do :; done`;

function answerOnTerminal(): void {
  const helper = spawn('sh', ['-c', ANSWER], { stdio: ['pipe', 'ignore', 'inherit'] });
  // Without a shell the answer comes at the end of the step.
  helper.on('error', () => {});
  helper.unref();
  (helper.stdin as Partial<NodeJS.RefCounted> | null)?.unref?.();
}

/**
 * Aborted at the first of `STOP_SIGNALS`, so that what runs can save itself and end; says so at once.
 * The same signal sent again ends the process as if nobody had asked for the first.
 */
export function stopOnSignals(): AbortSignal {
  const controller = new AbortController();
  const isTerminal = process.stderr.isTTY === true;
  if (isTerminal) answerOnTerminal();
  onStop((signal) => {
    if (!isTerminal || signal !== 'SIGINT') console.error(STOPPING);
    controller.abort(new StopRequest(signal));
  });
  return controller.signal;
}
