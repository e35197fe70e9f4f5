/**
 * How a process that stays is started so that it takes little memory. Measured with `npm run bench -- memory`; the two
 * settings of glibc are read by nothing else, and one that the environment has already stays as it is.
 */
export const LIGHT_PROCESS = {
  nodeFlags: [
    // What is new is looked through at every 4 MB, not 16: an idle service never gets as far as its next collection.
    "--max-semi-space-size=4",
    // The embedded database's WebAssembly is compiled once and not optimised while it runs: 80 MB and a second of a core less at the start,
    // for a tenth more of processor time for each statement in the long run.
    "--liftoff-only",
  ],
  env: {
    // Each of Node's threads takes a heap of its own from glibc otherwise, and keeps what it once needed.
    MALLOC_ARENA_MAX: "2",
    // What compiling the embedded database freed goes back to the system.
    MALLOC_TRIM_THRESHOLD_: "131072",
  },
};
