// How `npm run docs` makes the API reference in out/docs/. Declarations are grouped by the folder of lib/ they come from, so
// that no docstring has to say where it belongs.

import { Comment, CommentTag, Converter, ReflectionKind } from "typedoc";

/** Folder of lib/, or namespace of lib/index.ts, and its heading; in the order of the page. */
const categories = {
  losses: "Losses and the softmax family",
  nn: "nn: losses as classes",
  tensor: "Tensors",
  autograd: "Gradients",
  naive: "naive: the textbook's formulas",
  exact: "exact: the same at 64 digits",
  compare: "Comparing",
  derivation: "Derivations",
  derivations: "derivations: the book's, ready made",
  display: "Tables",
  chart: "Charts",
  data: "Data",
  exercises: "Exercises",
  wasm: "Speed",
};

/** @param {import("typedoc").Application} app */
function categorizeByFolder(app) {
  // Before TypeDoc's own plugin reads the categories, at −200.
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const declaration of project.children ?? []) {
      const file = project.getSymbolIdFromReflection(declaration)?.packagePath ?? "";
      const place = declaration.kindOf(ReflectionKind.Namespace)
        ? declaration.name
        : /^lib\/(\w+)\//.exec(file)?.[1];
      const category = categories[place];
      if (!category) {
        app.logger.warn(`${declaration.name} (${file}): no category for "${place}" in typedoc.config.mjs`);
        continue;
      }
      const owner = declaration.signatures?.[0] ?? declaration;
      owner.comment ??= new Comment();
      owner.comment.blockTags.push(new CommentTag("@category", [{ kind: "text", text: category }]));
    }
  });
}

/** @type {Partial<import("typedoc").TypeDocOptions>} */
export default {
  plugin: [categorizeByFolder],
  name: "losslab",
  entryPoints: ["lib/index.ts"],
  tsconfig: "tsconfig.build.json",
  out: "out/docs",
  readme: "none",
  // The reference describes the working copy; a link to a repository would need the network.
  disableSources: true,
  hideGenerator: true,
  githubPages: false,
  excludeInternal: true,
  excludeExternals: true,
  categorizeByGroup: false,
  categoryOrder: Object.values(categories),
  kindSortOrder: ["Function", "Class", "Namespace", "Interface", "TypeAlias"],
  sort: ["kind", "source-order"],
  navigation: { includeCategories: true, includeGroups: false },
  treatWarningsAsErrors: true,
  // What a class implements of the library's inside; its members are documented in the class.
  intentionallyNotExported: [
    "lib/tensor/strided.ts:Strided",
    "lib/compare/comparison.ts:ComparisonData",
    "lib/compare/sweep-result.ts:SweepData",
    "lib/naive/focal.ts:NaiveSoftmaxFocalLossOptions",
  ],
  // A member that stands in a type without a name of its own is documented by what has that type.
  intentionallyNotDocumented: ["Comparison.worst.__type.a", "Comparison.worst.__type.b"],
  validation: {
    notExported: true,
    invalidLink: true,
    invalidPath: true,
    rewrittenLink: true,
    notDocumented: true,
    unusedMergeModuleWith: true,
  },
};
