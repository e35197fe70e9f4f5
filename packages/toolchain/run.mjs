#!/usr/bin/env node
// Only syntax that every Node with ES modules understands: an old one must get as far as the sentence below.
const major = Number(process.versions.node.split(".")[0]);

if (major < 18) {
  process.stderr.write(
    `freehold: set-up needs Node 18 or newer, this is ${process.versions.node}; install one from https://nodejs.org\n`,
  );
  process.exitCode = 1;
} else {
  import("./src/launch.mjs").then(({ launch }) => launch(process.argv.slice(2), process.env));
}
