import whoKnowsWhom from "./.dependency-cruiser.mjs";

/** The import rule about what is loaded when a program runs. An import of a type loads nothing: this graph leaves them out. */
export default {
  forbidden: [
    {
      name: "no-pulumi-in-the-service",
      comment: "it takes 100 MB; programs, and the Automation API, are loaded by runner processes alone",
      severity: "error",
      from: { path: ["^service/src/index[.]ts$", "^service/src/.*main[.]ts$"] },
      // The SDK's version is read from its package.json, which loads nothing of it.
      to: { path: "node_modules/(@pulumi|@muhlba91)/", pathNot: "/package[.]json$", reachable: true },
    },
  ],
  options: { ...whoKnowsWhom.options, tsPreCompilationDeps: false },
};
