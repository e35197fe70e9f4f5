import { expect } from "@jest/globals";
import hcloud from "@pulumi/hcloud";
import { engineTest } from "../src/testing/engine-test.ts";
import { startFakeHetzner } from "../src/testing/fake-hetzner.ts";
import { sshKeyPair } from "../src/testing/ssh-machine.ts";

engineTest("two provider resources with different tokens never mix", async (world) => {
  const hetzner = world.closing(await startFakeHetzner());
  const tokens = ["a", "b", "c"].map((letter) => letter.repeat(64));
  const { publicKey } = sshKeyPair();
  const build = (count: number) =>
    world.program(async () => {
      for (const token of tokens) {
        const provider = new hcloud.Provider(`hz-${token[0]}`, { token, endpoint: hetzner.endpoint });
        for (let index = 0; index < count; index += 1) {
          const name = `${token[0]}-${index}`;
          new hcloud.SshKey(name, { name, publicKey }, { provider });
        }
      }
    });
  const names = () => tokens.map((token) => hetzner.things("ssh_keys", token).map(({ name }) => name));
  const expected = (count: number) =>
    ["a", "b", "c"].map((letter) => Array.from({ length: count }, (_, index) => `${letter}-${index}`));

  build(5);
  await world.stack.up({ parallel: 16 });
  expect(names().map((list) => list.sort())).toEqual(expected(5));

  build(2);
  await world.stack.up({ parallel: 16, refresh: true });
  expect(names().map((list) => list.sort())).toEqual(expected(2));

  await world.stack.destroy();
  expect(names()).toEqual([[], [], []]);
  const strangers = hetzner.asked.filter(({ token }) => !tokens.includes(token));
  expect(strangers).toEqual([]);
});
