/** Serves the site on this machine alone. Knows addresses and ports, not what is in the site. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import sirv from "sirv";

const host = "127.0.0.1";
const usualPort = 8462;

/** A static host cannot send these; where they come, a cell may wait for an answer from the first visit on. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "credentialless",
};

export interface SiteServer {
  readonly address: string;
  close(): void;
}

/** Rejects when the port that was asked for is taken; without one, any free port will do. */
export async function serveSite(site: string, port?: number): Promise<SiteServer> {
  const files = sirv(site, {
    etag: true,
    setHeaders: (response) => {
      response.setHeader("Cache-Control", "no-cache");
      for (const [name, value] of Object.entries(isolation)) response.setHeader(name, value);
    },
  });
  const server = createServer((request, response) =>
    files(request, response, () => {
      response.writeHead(404, { "Content-Type": "text/plain" });
      response.end("There is no such page.\n");
    }),
  );
  try {
    await listen(server, port ?? usualPort);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    if (port !== undefined) {
      throw new Error(`port ${port} is in use by another program; give another, or leave --port out`);
    }
    await listen(server, 0);
  }
  return {
    address: `http://${host}:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
