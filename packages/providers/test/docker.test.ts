import { randomBytes } from "node:crypto";
import { expect, test } from "@jest/globals";
import docker from "@pulumi/docker";
import { checkDockerConfig } from "../src/docker/configuration.ts";
import { isLoopback } from "../src/http/loopback.ts";
import { DOCKER_TRANSPORTS, dockerEngine, noDockerReason } from "../src/testing/docker-transports.ts";
import { engineTest } from "../src/testing/engine-test.ts";

const missing = await noDockerReason();
const never = new AbortController().signal;

for (const [transport, open] of Object.entries(DOCKER_TRANSPORTS)) {
  const name = `over ${transport}: a real engine's network and volume are made, settle, are replaced by a change, and are removed`;
  if (missing !== undefined) {
    test.skip(`${name} (skipped: ${missing})`, () => {});
    continue;
  }
  engineTest(name, async (world) => {
    const { config } = world.closing(await open());
    const owner = `freehold-test-${randomBytes(4).toString("hex")}`;
    const build = (round: string) => async () => {
      const provider = new docker.Provider("engine", config);
      const labels = [
        { label: "owner", value: owner },
        { label: "round", value: round },
      ];
      const common = { provider, deleteBeforeReplace: true };
      const network = new docker.Network("net", { name: owner, labels }, common);
      const volume = new docker.Volume("data", { name: owner, labels }, common);
      const named = new docker.Volume("unnamed", { labels: [labels[0] ?? { label: "", value: "" }] }, { provider });
      return { network: network.id, mountpoint: volume.mountpoint, scope: network.scope, named: named.name };
    };
    const held = async () => {
      const filters = `filters=${encodeURIComponent(JSON.stringify({ label: [`owner=${owner}`] }))}`;
      const networks = await dockerEngine().get<Labelled[]>(`/networks?${filters}`, never);
      const { Volumes } = await dockerEngine().get<{ Volumes: Labelled[] | null }>(`/volumes?${filters}`, never);
      return [networks, Volumes ?? []].map((things) => things.map(({ Labels }) => Labels.round ?? "none").sort());
    };
    const settles = async () => {
      expect((await world.stack.preview()).changeSummary).toEqual({ same: 5 });
      expect((await world.stack.refresh()).summary.resourceChanges).toEqual({ same: 5 });
    };

    world.program(build("first"));
    const { outputs } = await world.stack.up();
    expect(outputs).toMatchObject({
      network: { value: expect.stringMatching(/^[0-9a-f]{64}$/) },
      mountpoint: { value: expect.stringContaining(`/${owner}/`) },
      scope: { value: "local" },
      named: { value: expect.stringMatching(/^unnamed-/) },
    });
    expect(await held()).toEqual([["first"], ["first", "none"]]);
    await settles();

    world.program(build("second"));
    expect((await world.stack.up()).summary.resourceChanges).toEqual({ replace: 2, same: 3 });
    expect(await held()).toEqual([["second"], ["none", "second"]]);
    await settles();

    await world.stack.destroy();
    expect(await held()).toEqual([[], []]);
  });
}

interface Labelled {
  Labels: Record<string, string>;
}

test.each([
  [{}, "host", /^is required and was not given: this is the stand-in for the sandbox/],
  [{ host: "ssh://root@192.0.2.1" }, "host", /^must be on this machine, got "ssh:\/\/root@192\.0\.2\.1"/],
  [{ host: "tcp://docker.example.com:2375" }, "host", /^must be on this machine/],
  [{ host: "npipe:////./pipe/docker" }, "host", /^must be like ssh:/],
  [{ host: "ssh://127.0.0.1" }, "host", /^must name the user/],
  [
    { host: "ssh://root@127.0.0.1", sshOpts: '["-o","ProxyCommand=nc 192.0.2.1 22"]' },
    "sshOpts",
    /got "ProxyCommand=nc 192\.0\.2\.1 22"$/,
  ],
  [{ host: "ssh://root@127.0.0.1", sshOpts: '["-F","/etc/ssh/config"]' }, "sshOpts", /got "-F"$/],
  [{ host: "tcp://127.0.0.1:2376", certPath: "/certs" }, "certPath", /^is not built in the stand-in/],
])("the configuration %j is refused for its %s", (config, property, reason) => {
  expect(checkDockerConfig(config, new Set(), isLoopback)).toEqual([
    { property, reason: expect.stringMatching(reason) },
  ]);
});
