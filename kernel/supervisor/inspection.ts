/** What the language service knows of a name, as a MIME bundle for the front end's tooltip. */
import type { Inspection } from "../language/language-service.js";

export function inspectionBundle({
  signature,
  documentation,
  tags,
  definition = "",
}: Inspection): Record<string, string> {
  const plain = [signature, documentation, ...tags.map(({ name, text }) => `@${name} ${text}`), definition];
  const markdown = [
    `\`\`\`typescript\n${signature}\n\`\`\``,
    documentation,
    ...tags.map(({ name, text }) => tagMarkdown(name, text)),
    definition && `**Definition**\n\n\`\`\`typescript\n${definition}\n\`\`\``,
  ];
  return { "text/plain": join(plain), "text/markdown": join(markdown) };
}

function tagMarkdown(name: string, text: string): string {
  if (name === "example") return `**Example**\n\n\`\`\`typescript\n${text}\n\`\`\``;
  if (name !== "param") return `**${name}** – ${text}`;
  const [parameter = "", ...rest] = text.split(" ");
  return `\`${parameter}\` – ${rest.join(" ").replace(/^[-–] /, "")}`;
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part.trim() !== "").join("\n\n");
}
