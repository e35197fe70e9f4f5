/**
 * How a runner is started so that it takes little memory, whatever the service was started with. Measured with
 * `npm run bench -- memory`; a setting of glibc that the environment has already stays as it is.
 */
export const LIGHT_RUNNER = {
  nodeFlags: [
    // 4 MB would save some 10 MB more, and cost 5 % of the processor's time.
    "--max-semi-space-size=8",
    // 90 MB are in use after 50 operations. Without a limit up to three times as much of garbage is kept beside them.
    "--max-old-space-size=192",
  ],
  env: {
    // Each of Node's threads takes a heap of its own from glibc otherwise, and keeps what it once needed.
    MALLOC_ARENA_MAX: "2",
    // What was freed goes back to the system.
    MALLOC_TRIM_THRESHOLD_: "131072",
  },
};
