/** What the kernel says of itself. */
import { type Content, PROTOCOL_VERSION } from "../protocol/message.js";
import { LOSSLAB_VERSION, TYPESCRIPT_VERSION } from "../version.js";

/** `engine` is what runs cells, e.g. `on Node 24.1.0`. */
export function kernelInfo(engine: string): Content {
  return {
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "losslab",
    implementation_version: LOSSLAB_VERSION,
    language_info: {
      name: "typescript",
      version: TYPESCRIPT_VERSION,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: { name: "javascript", typescript: true },
      nbconvert_exporter: "script",
    },
    banner: `losslab ${LOSSLAB_VERSION}: TypeScript ${TYPESCRIPT_VERSION} with a loss-function library preloaded, ${engine}`,
    debugger: false,
    help_links: [
      { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
      { text: "Dive into Deep Learning", url: "https://d2l.ai" },
      { text: "动手学深度学习", url: "https://zh.d2l.ai" },
    ],
    supported_features: [],
  };
}
