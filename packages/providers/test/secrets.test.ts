import { expect } from "@jest/globals";
import command from "@pulumi/command";
import hcloud from "@pulumi/hcloud";
import pulumi from "@pulumi/pulumi";
import random from "@pulumi/random";
import tls from "@pulumi/tls";
import { engineTest } from "../src/testing/engine-test.ts";
import { startFakeHetzner } from "../src/testing/fake-hetzner.ts";
import { sshKeyPair, startSshMachine } from "../src/testing/ssh-machine.ts";

const TOKEN = "0123456789abcdef".repeat(4);
const USER_DATA = "#cloud-config user-data-that-is-secret";
const STDIN = "bundle-that-is-secret";
const ECHOED = "output-that-is-secret";
const LABEL = "label-that-is-secret";
const IMPORTED = "Password-that-is-imported-1";

/** Not secret: what the search must find in state, or it proves nothing. */
const PLANTED = "planted-in-plain-sight";

engineTest("no secret is in state, history or backups after an update, a refresh and an import", async (world) => {
  const hetzner = world.closing(await startFakeHetzner());
  const key = sshKeyPair();
  const machine = world.closing(await startSshMachine(key.publicKey, () => ({ status: 0, stdout: ECHOED })));

  world.program(async () => {
    const provider = new hcloud.Provider("hz", { token: TOKEN, endpoint: hetzner.endpoint });
    const password = new random.RandomPassword("password", { length: 32, special: false });
    const bytes = new random.RandomBytes("bytes", { length: 32 });
    const made = new tls.PrivateKey("made", { algorithm: "ED25519" });
    new hcloud.Server(
      "web",
      {
        serverType: "cx23",
        image: "debian-12",
        userData: pulumi.secret(USER_DATA),
        labels: { hidden: pulumi.secret(LABEL), open: PLANTED },
      },
      { provider },
    );
    const connection = { host: "127.0.0.1", port: machine.port, privateKey: key.privateKey };
    new command.remote.Command("apply", { create: "apply", stdin: pulumi.secret(STDIN), connection });
    return { password: password.result, hex: bytes.hex, openssh: made.privateKeyOpenssh, pem: made.privateKeyPem };
  });

  const { outputs } = await world.stack.up();
  await world.stack.refresh();
  const change = { type: "random:index/randomPassword:RandomPassword", name: "imported", id: IMPORTED };
  await world.stack.import({ resources: [change], generateCode: false, protect: false });
  await world.stack.refresh();

  const generated = ["password", "hex", "openssh", "pem"].map((name) => String(outputs[name]?.value));
  const secrets = [TOKEN, USER_DATA, STDIN, ECHOED, LABEL, IMPORTED, key.privateKey, ...generated].map(middleLine);
  const files = await world.files();
  const kinds = ["/stacks/", "/history/", "/backups/"];

  const found = secrets.filter((secret) => files.some(({ text }) => text.includes(secret)));
  expect(found).toEqual([]);
  // The same search finds what is not secret, in every place where secrets could be.
  const places = kinds.filter((kind) => files.some(({ path, text }) => path.includes(kind) && text.includes(PLANTED)));
  expect(places).toEqual(kinds);
});

/** State is JSON: a text of several lines is in it as one, so look for one of its lines. */
function middleLine(text: string): string {
  const lines = text.trim().split("\n");
  return lines[Math.floor(lines.length / 2)] ?? text;
}
