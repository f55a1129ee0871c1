import { context } from 'esbuild';

/** A web server of one folder. */
export type Served = { readonly address: string; close(): Promise<void> };

/**
 * Serves `folder` to this machine alone.
 *
 * @param port 0 for any that is free
 */
export async function serve(folder: string, port: number): Promise<Served> {
  const server = await context({});
  const host = '127.0.0.1';
  const { port: taken } = await server.serve({ servedir: folder, host, port });
  return { address: `http://${host}:${taken}/`, close: () => server.dispose() };
}
