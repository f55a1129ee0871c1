/** What the command line ends with, as schedulers take it. */
export const EXIT = {
  success: 0,
  /** Anything that is neither a user's mistake nor a stop. */
  failure: 1,
  /** A user's mistake: the same command fails again until somebody has put it right. */
  mistake: 2,
  /** Stopped by a signal, and saved: the same command goes on. (`EX_TEMPFAIL` of sysexits.h.) */
  stopped: 75,
} as const;
