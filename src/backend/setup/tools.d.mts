/** One thing that set-up needs on the machine. */
export interface Tool {
  name: string;
  /** What was found, with its version; undefined where it is missing. */
  found?: string | undefined;
  /** What to do where it is missing. */
  remedy: string;
}

export declare function findTools(env?: Record<string, string | undefined>): Tool[];

export declare function compilerVersion(
  env?: Record<string, string | undefined>,
): string | undefined;
