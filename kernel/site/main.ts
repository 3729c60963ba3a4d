/** `npm run site`, and `npm start`: executes the course, puts the site together and serves it on this machine. */
import { join, relative } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { runNotebooks } from "../notebook/run.js";
import { packageFolder } from "../version.js";
import { buildSite, filesOf } from "./build-site.js";
import { serveSite } from "./server.js";

const notebooks = join(packageFolder, "notebooks");
const out = join(packageFolder, "out");
const site = join(out, "site");

const program = new Command("npm").showHelpAfterError();

program
  .command("build", { isDefault: true })
  .description("npm run site: put the site together from what is stored in the notebooks, in out/site")
  .action(build);

program
  .command("start")
  .description("npm start: execute the notebooks, put the site together and serve it on this machine")
  .option("--once", "execute the notebooks and write them and their pages; no site, no server")
  .option("--port <number>", "the port to serve on (default: 8462, or a free one)", portNumber)
  .option("--no-open", "do not open a browser")
  .action(start);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

async function build(): Promise<void> {
  const started = performance.now();
  await buildSite(notebooks, site);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    `Written: ${relative(process.cwd(), site) || "."}, ${filesOf(site).length} files, in ${seconds} s\n`,
  );
}

async function start({ once, port, open }: { once?: true; port?: number; open: boolean }): Promise<void> {
  process.exitCode = await runNotebooks([notebooks], { out, html: true });
  if (once) return;
  await build();
  const server = await serveSite(site, port);
  process.stdout.write(
    `\nThe course is at ${server.address} – open it in a browser. It is served to this machine alone; Ctrl-C ends it.\n`,
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => server.close());
  if (open && process.stdout.isTTY && !process.env.CI) {
    const { default: openInBrowser } = await import("open");
    await openInBrowser(server.address);
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError("Expected a whole number from 1 to 65535.");
}
