import { expect, test } from "@jest/globals";
import { cacheDir, requireWritableCache } from "./cache-dir.mjs";
import { toolEnv } from "./tool-env.mjs";

test.each([
  ["FREEHOLD_CACHE comes first", { FREEHOLD_CACHE: "/c", XDG_CACHE_HOME: "/x", HOME: "/h" }, "linux", "/c"],
  ["then the XDG cache folder", { XDG_CACHE_HOME: "/x", HOME: "/h" }, "linux", "/x/freehold"],
  ["then the home's cache folder", { HOME: "/h" }, "linux", "/h/.cache/freehold"],
  ["which macOS has elsewhere", { HOME: "/h" }, "darwin", "/h/Library/Caches/freehold"],
] as const)("%s", (_, env, platform, expected) => {
  expect(cacheDir(env, platform)).toBe(expected);
});

test("where the home cannot be written to, the caches of npm, pnpm, Go and the engine move into ours", () => {
  expect(toolEnv({ HOME: "/dev/null/home", PATH: "/bin" }, "/c")).toEqual({
    HOME: "/dev/null/home",
    PATH: "/bin",
    npm_config_cache: "/c/npm",
    npm_config_store_dir: "/c/pnpm-store",
    GOPATH: "/c/go",
    GOCACHE: "/c/go-build",
    PULUMI_HOME: "/c/pulumi-home",
  });
});

test("a home that can be written to leaves the environment as it is", () => {
  const env = { HOME: "/tmp" };

  expect(toolEnv(env, "/c")).toBe(env);
});

test("a cache that cannot be made is refused in one sentence, also where Node's own way of making folders never ends", async () => {
  await expect(requireWritableCache("/proc/nope/cache")).rejects.toThrow(
    /^cannot write to the cache folder \/proc\/nope\/cache \((ENOENT|EACCES|EROFS|ENOTSUP)\); set FREEHOLD_CACHE=<folder>/,
  );
});
