/**
 * A mistake that the person at the keyboard can put right: a wrong option, a missing file, a bad
 * value. The command line prints its message without a stack and exits with code 2, so the message
 * alone must say where the mistake is, what was given, what was expected and what to do.
 */
export class UserError extends Error {
  override name = 'UserError';
}

/**
 * The end of a command that was told to stop and has saved what it was at: the same command goes on.
 */
export class StoppedError extends Error {
  override name = 'StoppedError';
}

/**
 * The end of a command that did what it was asked to, without success: some of its runs failed,
 * say. The reasons are printed already, so there is no stack; the exit code is 1.
 */
export class CommandFailure extends Error {
  override name = 'CommandFailure';
}
