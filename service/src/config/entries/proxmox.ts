import { proxmoxPlacement } from "@freehold/catalogue";
import { SshPrivateKey } from "@freehold/ssh";
import { ProxmoxSettings } from "@freehold/stack-contract/cloud-settings";
import { z } from "zod";
import type { SettingEntry } from "../setting.ts";
import { Flag, wholeNumber } from "../values.ts";

/** They are filled in where a machine is ordered. */
const DEFAULTS = proxmoxPlacement({});

/** A cluster of Proxmox VE, and where machines go in it. */
export const PROXMOX = {
  endpoint: {
    name: "PROXMOX_VE_ENDPOINT",
    meaning: "Address of a Proxmox VE cluster, `https://…:8006` (live)",
    schema: z.url({ protocol: /^https$/, error: "must be a URL such as https://192.0.2.1:8006" }),
  },
  apiToken: {
    name: "PROXMOX_VE_API_TOKEN",
    meaning: "Its API token, `user@realm!name=uuid` (live)",
    schema: ProxmoxSettings.shape.apiToken,
    secret: true,
  },
  insecure: {
    name: "PROXMOX_VE_INSECURE",
    meaning: "`true`: take the cluster's own certificate (live)",
    schema: Flag,
    unset: "false",
  },
  sshUsername: {
    name: "PROXMOX_VE_SSH_USERNAME",
    meaning: "User who may write snippets on the node by SSH (live)",
    schema: z.string(),
    unset: "root",
  },
  sshPassword: {
    name: "PROXMOX_VE_SSH_PASSWORD",
    meaning: "That user's password, or a private key below (live)",
    schema: z.string(),
    secret: true,
  },
  sshPrivateKey: {
    name: "PROXMOX_VE_SSH_PRIVATE_KEY",
    meaning: "That user's private key (live)",
    schema: SshPrivateKey,
    secret: true,
  },
  sshAddress: {
    name: "PROXMOX_VE_SSH_ADDRESS",
    meaning: "Where the node's SSH server is (live)",
    schema: z.string(),
    unset: "what the node says of itself",
  },
  sshPort: {
    name: "PROXMOX_VE_SSH_PORT",
    meaning: "Its port, with an address (live)",
    schema: wholeNumber(1, 65_535),
    unset: "22",
  },
  templateId: {
    name: "PROXMOX_VE_TEMPLATE_ID",
    meaning: "Number of the template that machines are cloned from; it needs cloud-init and qemu-guest-agent (live)",
    schema: wholeNumber(100, 999_999_999),
    unset: String(DEFAULTS.templateId),
  },
  storage: {
    name: "PROXMOX_VE_STORAGE",
    meaning: "Storage of the machines' disks (live)",
    schema: z.string(),
    unset: DEFAULTS.storage,
  },
  snippetStorage: {
    name: "PROXMOX_VE_SNIPPET_STORAGE",
    meaning: "Storage of their user data; it must allow snippets (live)",
    schema: z.string(),
    unset: DEFAULTS.snippetStorage,
  },
  bridge: {
    name: "PROXMOX_VE_BRIDGE",
    meaning: "Bridge or virtual network of the machines (live)",
    schema: z.string(),
    unset: DEFAULTS.bridge,
  },
  vlan: {
    name: "PROXMOX_VE_VLAN",
    meaning: "VLAN tag of their network cards (live)",
    schema: wholeNumber(1, 4094),
    unset: "untagged",
  },
  pool: {
    name: "PROXMOX_VE_POOL",
    meaning: "Pool that machines become members of (live)",
    schema: z.string(),
  },
} as const satisfies Readonly<Partial<Record<keyof ProxmoxSettings, SettingEntry>>>;
