import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import type { CommandIo } from "./command-io.ts";
import { createDockerState } from "./docker/state.ts";
import type { HostState } from "./host-state.ts";
import { hostctl } from "./hostctl.ts";
import { hostctlRelease } from "./hostctl-release.ts";
import { runCommandLine } from "./shell.ts";

const TEMPLATES = new URL("../../../../../templates/host/", import.meta.url);
const file = (name: string) => readFileSync(new URL(name, TEMPLATES), "utf8");
const HOSTCTL = file("hostctl");
const NOW = /^VERSION=(.*)$/m.exec(HOSTCTL)?.[1] ?? "";
const EARLIER = file("testing/hostctl-1.2.0");
const sha256Of = (program: string) => createHash("sha256").update(program).digest("hex");
const releaseOf = (version: string) => HOSTCTL.replace(/^VERSION=.*$/m, `VERSION=${version}`);

/** As components render it. */
function filled(name: string, program = HOSTCTL): string {
  const version = /^VERSION=(.*)$/m.exec(program)?.[1] ?? "";
  const values: Record<string, string> = {
    version,
    sha256: sha256Of(program),
    hostctl: program.trimEnd(),
    loader: "#",
  };
  return file(name).replace(/\{\{(\w+)\}\}/g, (_, key: string) => values[key] ?? "1");
}

function machine(program: string, { isHost = false } = {}) {
  const host: HostState = {
    ...{ bootId: "b", bootedAtMs: 0, workloads: new Map(), healthDelay: () => 0, docker: createDockerState() },
    ...{ slots: new Map(), slotsEnabled: isHost, remapped: true, dockerUsers: new Set<string>() },
    hostctl: hostctlRelease(program),
  };
  const config = { users: new Map(), files: new Map([["/usr/local/bin/hostctl", program]]), rootDisabled: true };
  const shell = { hostname: "m", user: "freehold", config, host, readFile: () => undefined };
  const run = async (line: string, stdin = "") => {
    const said: string[] = [];
    const io = {
      ...{ stdin: async () => stdin, signal: new AbortController().signal },
      ...{ out: (text: string) => said.push(text), err: (text: string) => said.push(text) },
    } as unknown as CommandIo;
    const exitCode = await runCommandLine(line, shell, io);
    return { exitCode, said: said.join("\n") };
  };
  return { host, run };
}

test.each([
  ["with the loader", file("loader"), false],
  ["from before it", EARLIER, false],
  ["from before it that is a host of slots", EARLIER, true],
])("a machine %s is brought hostctl by the command that brings it to a real one", async (_what, program, isHost) => {
  const { run } = machine(program, { isHost });

  const brought = { exitCode: 0, said: `hostctl ${NOW} is installed` };
  expect(await run(filled("update-hostctl"), filled("bring-hostctl"))).toEqual(brought);

  expect(await run("hostctl version")).toEqual({ exitCode: 0, said: `hostctl ${NOW}` });
  expect(await run("hostctl loader")).toEqual({ exitCode: 0, said: "loader 1" });
  const again = await run(filled("update-hostctl"), filled("bring-hostctl"));
  expect(again).toEqual({ exitCode: 0, said: `hostctl ${NOW} is here already` });
});

test("a machine with the loader alone knows what the real one knows then", async () => {
  const { run } = machine(file("loader"));

  expect(await run("hostctl version")).toEqual({ exitCode: 0, said: "hostctl 1.0.0" });
  expect(await run("hostctl boot")).toMatchObject({ exitCode: 0 });
  expect(await run("hostctl status")).toMatchObject({
    exitCode: 69,
    said: expect.stringMatching(/has not been brought/),
  });
  expect(await run("hostctl install abc")).toMatchObject({ exitCode: 64 });
});

test.each<[string, string, string | undefined]>([
  ["cut", HOSTCTL.slice(0, 5000), sha256Of(HOSTCTL)],
  ["of another major version", releaseOf("2.0.0"), undefined],
  ["that says no version", "echo hostctl\n", undefined],
])("a hostctl %s is refused and changes nothing", async (_what, program, sha256) => {
  const { run } = machine(file("loader"));
  await run(`hostctl install ${sha256Of(releaseOf("1.3.9"))}`, releaseOf("1.3.9"));

  const refused = await run(`hostctl install ${sha256 ?? sha256Of(program)}`, program);

  expect(refused).toMatchObject({ exitCode: 1, said: expect.stringContaining("nothing was changed") });
  expect(await run("hostctl version")).toMatchObject({ said: "hostctl 1.3.9" });
});

test("a newer hostctl stays; the text that brings it does nothing when it is cut", async () => {
  const newer = machine(releaseOf("1.99.0"));
  expect(await newer.run(filled("update-hostctl"), filled("bring-hostctl"))).toMatchObject({ exitCode: 0 });
  expect(await newer.run("hostctl version")).toMatchObject({ said: "hostctl 1.99.0" });

  const { run } = machine(EARLIER);
  expect(await run(filled("update-hostctl"), filled("bring-hostctl").slice(0, -20))).toMatchObject({ exitCode: 64 });
  expect(await run("hostctl version")).toMatchObject({ said: "hostctl 1.2.0" });
});

test("a hostctl from before knows no verb that came later, and a slot's user brings none", async () => {
  const { host, run } = machine(EARLIER);
  for (const line of ["disk /mnt/a 1", "restart shop", "hook shop backup", `install ${sha256Of(HOSTCTL)}`, "loader"]) {
    expect(await run(`hostctl ${line}`)).toMatchObject({ exitCode: 64, said: expect.stringMatching(/unknown verb/) });
  }

  const slot = { tenantId: "tabc", workloads: new Map() } as unknown as NonNullable<HostState["confinedTo"]>;
  const release = hostctlRelease(file("loader"));
  const io = { stdin: async () => HOSTCTL, out: () => {}, err: () => {} } as unknown as CommandIo;
  const confined = { ...host, hostctl: release, confinedTo: slot };
  expect(await hostctl(["install", sha256Of(HOSTCTL)], "fh-tabc", confined, io)).toBe(64);
  expect(release.used).toBeUndefined();
});
