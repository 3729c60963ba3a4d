// A branded type for text that may be put into a page as it is. A plain string where Html is expected is a type error, so nothing
// gets into a page unescaped by oversight: a string becomes Html by escapeHtml, or by trustedHtml where the reason is written down.

declare const brand: unique symbol;
export type Html = string & { readonly [brand]: "Html" };

/** Escaped for text and for attributes in quotes. */
export function escapeHtml(text: string): Html {
  return text.replace(/[&<>"']/g, (char) => entities[char]!) as Html;
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Markup of our own or from a library that vouches for it. Whoever calls this says in a comment why it is safe. */
export function trustedHtml(markup: string): Html {
  return markup as Html;
}

export function joinHtml(parts: readonly Html[], separator = ""): Html {
  return parts.join(separator) as Html;
}

/** A template of markup; only Html can be put into it. */
export function html(strings: TemplateStringsArray, ...values: (Html | number | readonly Html[])[]): Html {
  return strings.reduce((page, part, i) => {
    const value = values[i - 1]!;
    return page + (typeof value === "object" ? value.join("") : value) + part;
  }) as Html;
}
