import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { ed25519KeyPair } from "@freehold/sandbox/testing/keys";
import type { SandboxChild } from "./sandbox-child.ts";
import type { ServiceChild } from "./service-child.ts";

/** A machine that was ordered at the emulated Hetzner, with Docker and hostctl on it, and registered as a shared host. */
export interface OrderedHost {
  name: string;
  address: string;
  power(state: "on" | "off"): Promise<void>;
  /** Deletes the machine at the cloud. */
  remove(): Promise<void>;
}

export async function orderHost(sandbox: SandboxChild, service: ServiceChild, name: string): Promise<OrderedHost> {
  const port = Number(sandbox.pulumi.env.FREEHOLD_SSH_PORT);
  const login = ed25519KeyPair();
  const identity = ed25519KeyPair();
  const hetzner = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${sandbox.hetzner.endpoint}${path}`, {
      method,
      headers: { authorization: `Bearer ${sandbox.hetzner.token}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
    return answer.json();
  };
  const { server } = (await hetzner("POST", "/servers", {
    ...{ name, server_type: "cx23", image: "debian-12", location: "fsn1" },
    user_data: userData({
      ...{ hostname: name, user: "freehold", authorizedKey: login.public, sshPort: String(port) },
      ...{ hostKeyPrivate: identity.private.trim(), hostKeyPublic: identity.public },
    }),
  })) as { server: { id: number; public_net: { ipv4: { ip: string } } } };
  const address = server.public_net.ipv4.ip;
  const registration = {
    ...{ name, cloud: "hetzner", region: "fsn1", address, capacity: { slots: 3 } },
    ssh: { port, user: "freehold", privateKey: login.private, hostKey: identity.public },
  };
  let answer = await service.request<unknown>("POST", "/v1/hosts", registration);
  // The machine boots.
  for (let tries = 0; answer.status === 502 && tries < 50; tries += 1) {
    answer = await service.request("POST", "/v1/hosts", registration);
  }
  if (answer.status !== 201) throw new Error(`the host was refused: ${JSON.stringify(answer.body)}`);
  return {
    name,
    address,
    power: async (state) => void (await hetzner("POST", `/servers/${server.id}/actions/power${state}`)),
    remove: async () => void (await hetzner("DELETE", `/servers/${server.id}`)),
  };
}

function userData(values: Record<string, string>): string {
  const all: Record<string, string> = {
    ...values,
    installDocker: hostFile("install-docker").trim(),
    loader: gzipSync(hostFile("loader"), { level: 9 }).toString("base64"),
  };
  return hostFile("cloud-config.yaml").replace(
    /^( *)(.*?)\{\{(\w+)\}\}/gm,
    (_line, indent: string, before: string, name: string) =>
      `${indent}${before}${(all[name] ?? "").replaceAll("\n", `\n${indent}`)}`,
  );
}

function hostFile(name: string): string {
  return readFileSync(new URL(`../../templates/host/${name}`, import.meta.url), "utf8");
}
