import { context } from 'esbuild';
import { UserError } from '../platform/errors.ts';

/** A web server of one folder. */
export type Served = { readonly address: string; close(): Promise<void> };

/**
 * Serves `folder` to this machine alone.
 *
 * @param port 0 for any that is free
 * @throws UserError for a port that cannot be opened, such as one in use
 */
export async function serve(folder: string, port: number): Promise<Served> {
  const server = await context({});
  const host = '127.0.0.1';
  try {
    const { port: taken } = await server.serve({ servedir: folder, host, port });
    return { address: `http://${host}:${taken}/`, close: () => server.dispose() };
  } catch (error) {
    await server.dispose();
    throw new UserError(
      `the port ${port} cannot be served (${(error as Error).message}); take another one`,
    );
  }
}
