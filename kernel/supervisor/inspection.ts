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
    ...tags.map(({ name, text }) =>
      name === "example" ? `**Example**\n\n\`\`\`typescript\n${text}\n\`\`\`` : `**@${name}** ${text}`,
    ),
    definition && `**Definition**\n\n\`\`\`typescript\n${definition}\n\`\`\``,
  ];
  return { "text/plain": join(plain), "text/markdown": join(markdown) };
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part.trim() !== "").join("\n\n");
}
