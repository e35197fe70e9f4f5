import type { DockerHost } from "@freehold/components";
import { SshHostKey, SshPrivateKey } from "@freehold/ssh";
import { z } from "zod";

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

/** How a Docker host is reached: its engine, as the official provider takes it, and its SSH server, behind which `hostctl` is. */
export const DockerSettings = z
  .strictObject({
    /** `ssh://user@address:port`, `tcp://address:port` or `unix:///var/run/docker.sock`. */
    host: z
      .string()
      .regex(
        /^(ssh:\/\/[^@/\s]+@[^@/\s]+|tcp:\/\/[^@/\s]+|unix:\/\/\/\S+)$/,
        "must be like ssh://user@192.0.2.1, tcp://192.0.2.1:2375 or unix:///var/run/docker.sock",
      ),
    /** Private key of a user who may use Docker and run `hostctl`, in OpenSSH or PEM form. */
    sshPrivateKey: SshPrivateKey,
    /** The host's public host key, in `authorized_keys` form. */
    hostKey: SshHostKey,
    /** IPv4 address that tenants' names lead to. @default - the address in `host` */
    address: z.string().regex(IPV4, "must be an IPv4 address").optional(),
    /** Port of the SSH server. @default - the port in `host`, or 22 */
    sshPort: z.number().int().min(1).max(65535).optional(),
    /** That user's name. @default - the user in `host`, or freehold */
    sshUser: z.string().min(1).optional(),
    /** Keep each slot's data within its size: needs loop devices and mkfs.ext4 on the host. @default true */
    limitStorage: z.boolean().optional(),
  })
  .superRefine((settings, context) => {
    if (settings.address !== undefined || IPV4.test(partsOf(settings.host).address ?? "")) return;
    context.addIssue({
      code: "custom",
      path: ["address"],
      message: `must be set, because ${settings.host} does not say an IPv4 address`,
    });
  });
export type DockerSettings = z.infer<typeof DockerSettings>;

/** The host as {@link DockerSlot} takes it. */
export function dockerHostOf(settings: DockerSettings): DockerHost {
  const { address = "", port = 22, user = "freehold" } = partsOf(settings.host);
  return {
    address: settings.address ?? address,
    sshPort: settings.sshPort ?? port,
    sshUser: settings.sshUser ?? user,
    sshPrivateKey: settings.sshPrivateKey,
    hostKey: settings.hostKey,
    limitStorage: settings.limitStorage ?? true,
  };
}

/** What an address of an engine reports of the machine that it is on; only one by SSH says where the SSH server is. */
function partsOf(host: string): { address?: string; port?: number; user?: string } {
  if (!URL.canParse(host) || host.startsWith("unix:")) return {};
  const { protocol, hostname, port, username } = new URL(host);
  if (protocol !== "ssh:") return { address: hostname };
  return { address: hostname, user: username, ...(port === "" ? {} : { port: Number(port) }) };
}
