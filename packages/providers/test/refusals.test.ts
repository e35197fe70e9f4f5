import { join } from "node:path";
import { expect } from "@jest/globals";
import command from "@pulumi/command";
import hcloud from "@pulumi/hcloud";
import pulumi from "@pulumi/pulumi";
import { type EngineWorld, engineTest } from "../src/testing/engine-test.ts";
import { startFakeHetzner } from "../src/testing/fake-hetzner.ts";
import { sshKeyPair, startSshMachine } from "../src/testing/ssh-machine.ts";

const REFUSED = join(import.meta.dirname, "programs/refused.ts");

/** What the engine says of a program that is to fail. */
async function refusal({ stack }: EngineWorld, config: Record<string, string>): Promise<string> {
  await stack.setAllConfig(Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value }])));
  return stack.up().then(
    () => "nothing was refused",
    (error: Error) => error.message,
  );
}

engineTest(
  "faults in inputs are reported for each property, before anything is ordered, and without secrets",
  async (world) => {
    const hetzner = world.closing(await startFakeHetzner());

    const said = await refusal(world, { case: "faults in inputs", endpoint: hetzner.endpoint });

    expect(said).toContain(
      `resource 'disk': property format value {zfs} has a problem: must be one of ext4, xfs, got "zfs"`,
    );
    expect(said).toContain(`resource 'disk': property size value {5} has a problem: must be of type number, got "5"`);
    expect(said).toContain("resource 'disk' has a problem: labels must be of type object, got a secret value");
    expect(said).not.toContain("s3cret-labels");
    expect(hetzner.asked).toEqual([]);
  },
  REFUSED,
);

engineTest(
  "a stand-in talks to this machine only, and says what the real cloud needs",
  async (world) => {
    const said = await refusal(world, { case: "endpoint elsewhere" });

    expect(said).toContain(
      `resource 'hz' has a problem: endpoint must be on this machine, got "https://api.hetzner.cloud/v1": ` +
        "this is the stand-in for the sandbox; the real cloud needs the official hcloud plugin",
    );
  },
  REFUSED,
);

engineTest(
  "a stand-in without an endpoint says so",
  async (world) => {
    const said = await refusal(world, { case: "no endpoint" });

    expect(said).toContain("resource 'cf' has a problem: baseUrl is required and was not given: this is the stand-in");
  },
  REFUSED,
);

engineTest(
  "a token of another form is refused without repeating it",
  async (world) => {
    const said = await refusal(world, { case: "token of another form", token: "short-token" });

    expect(said).toContain("resource 'hz' has a problem: token must have 64 characters, got 11");
    expect(said).not.toContain("short-token");
  },
  REFUSED,
);

engineTest("the vendor's refusal is one line with its code", async (world) => {
  const hetzner = world.closing(await startFakeHetzner());
  const body = { error: { code: "resource_limit_exceeded", message: "server limit exceeded" } };
  hetzner.failNext(({ method, path }) => method === "POST" && path === "/servers", { status: 403, body });
  world.program(async () => {
    const provider = new hcloud.Provider("hz", { token: "t".repeat(64), endpoint: hetzner.endpoint });
    new hcloud.Server("web", { serverType: "cx23", image: "debian-12" }, { provider });
  });

  await expect(world.stack.up()).rejects.toThrow(
    "error: Hetzner refused POST /servers: server limit exceeded (resource_limit_exceeded, 403)\n",
  );
});

engineTest(
  "a failing command reports what the machine said, without any secret that the machine repeats",
  async (world) => {
    const key = sshKeyPair();
    const answer = ({ stdin }: { stdin: string }) => ({ status: 1, stderr: `cannot use ${stdin}: disk full` });
    const machine = world.closing(await startSshMachine(key.publicKey, answer));
    world.program(async () => {
      const connection = { host: "127.0.0.1", port: machine.port, privateKey: key.privateKey };
      new command.remote.Command("apply", {
        create: "hostctl apply",
        stdin: pulumi.secret("s3cret-bundle"),
        connection,
      });
    });

    const said = await world.stack.up().catch((error: Error) => error.message);

    expect(said).toContain(`the command on root@127.0.0.1:${machine.port} ended with status 1: hostctl apply`);
    expect(said).toContain("cannot use [secret]: disk full");
    expect(said).not.toContain("s3cret-bundle");
  },
);
