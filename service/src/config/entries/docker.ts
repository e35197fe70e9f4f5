import { DockerSettings } from "@freehold/stack-contract/cloud-settings";
import { z } from "zod";
import type { SettingEntry } from "../setting.ts";
import { Flag, wholeNumber } from "../values.ts";

/** A machine with Docker and `hostctl`, on which tenants get slots. */
export const DOCKER = {
  host: {
    name: "FREEHOLD_DOCKER_HOST",
    meaning: "Docker engine that tenants get slots on: `ssh://user@address:port`, `tcp://…` or `unix://…` (live)",
    schema: DockerSettings.shape.host,
  },
  sshPrivateKey: {
    name: "FREEHOLD_DOCKER_SSH_PRIVATE_KEY",
    meaning: "Private key of a user of that host who may use Docker and run `hostctl` (live)",
    schema: DockerSettings.shape.sshPrivateKey,
    secret: true,
  },
  hostKey: {
    name: "FREEHOLD_DOCKER_HOST_KEY",
    meaning: "The host's public host key, `ssh-ed25519 AAAA…` (live)",
    schema: DockerSettings.shape.hostKey,
  },
  address: {
    name: "FREEHOLD_DOCKER_ADDRESS",
    meaning: "IPv4 address that the tenants' names lead to (live)",
    schema: DockerSettings.shape.address.unwrap(),
    unset: "the one in FREEHOLD_DOCKER_HOST",
  },
  sshPort: {
    name: "FREEHOLD_DOCKER_SSH_PORT",
    meaning: "Port of the host's SSH server (live)",
    schema: wholeNumber(1, 65_535),
    unset: "the one in FREEHOLD_DOCKER_HOST, or 22",
  },
  sshUser: {
    name: "FREEHOLD_DOCKER_SSH_USER",
    meaning: "That user's name (live)",
    schema: z.string(),
    unset: "the one in FREEHOLD_DOCKER_HOST, or freehold",
  },
  limitStorage: {
    name: "FREEHOLD_DOCKER_LIMIT_STORAGE",
    meaning: "`false`: slots may fill the host's disk, because it has no loop devices (live)",
    schema: Flag,
    unset: "true",
  },
} as const satisfies Readonly<Record<keyof DockerSettings, SettingEntry>>;
