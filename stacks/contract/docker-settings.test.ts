import { testHostKeys } from "@freehold/ssh/testing";
import { expect, test } from "@jest/globals";
import { DockerSettings, dockerHostOf } from "./docker-settings.ts";

const KEYS = testHostKeys();

test("an address by SSH reports all of the host that the other settings do not", () => {
  const settings = DockerSettings.parse({ host: "ssh://operator@192.0.2.7:2222", ...KEYS });

  expect(dockerHostOf(settings)).toEqual({
    address: "192.0.2.7",
    sshPort: 2222,
    sshUser: "operator",
    limitStorage: true,
    ...KEYS,
  });
});

test("with a local socket the host's address must be said", () => {
  const socket = { host: "unix:///var/run/docker.sock", ...KEYS };

  expect(DockerSettings.safeParse(socket).error?.issues).toMatchObject([
    { path: ["address"], message: "must be set, because unix:///var/run/docker.sock does not say an IPv4 address" },
  ]);
  expect(dockerHostOf(DockerSettings.parse({ ...socket, address: "192.0.2.7" }))).toMatchObject({
    address: "192.0.2.7",
    sshPort: 22,
    sshUser: "freehold",
  });
});

test.each(["192.0.2.7", "https://192.0.2.7", "ssh://192.0.2.7", ""])("%j is no address of an engine", (host) => {
  const { error } = DockerSettings.safeParse({ host, ...KEYS, address: "192.0.2.7" });

  expect(error?.issues[0]?.message).toBe(
    "must be like ssh://user@192.0.2.1, tcp://192.0.2.1:2375 or unix:///var/run/docker.sock",
  );
});

test("keys that cannot be are refused, each at its place and without repeating it", () => {
  const { error } = DockerSettings.safeParse({
    ...{ host: "ssh://operator@192.0.2.7", sshPrivateKey: KEYS.hostKey, hostKey: KEYS.sshPrivateKey },
  });

  expect(error?.issues).toMatchObject([
    { path: ["sshPrivateKey"], message: expect.stringContaining("this is a public key") },
    { path: ["hostKey"], message: expect.stringContaining("it is a private key") },
  ]);
});
