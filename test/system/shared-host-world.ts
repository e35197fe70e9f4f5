import { mkdtemp, rm } from "node:fs/promises";
import { request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { createEngine, type RunRequest } from "@freehold/engine";
import { StackOutputs } from "@freehold/model";
import { type ContainerMachines, createContainerMachines, type Sandbox, startSandbox } from "@freehold/sandbox";
import { canonicalCompose } from "@freehold/sandbox/testing/canonical-compose";
import { ed25519KeyPair } from "@freehold/sandbox/testing/keys";
import {
  type SharedHostConfigInput,
  SharedHostOutputs,
  toSharedHostStackConfig,
} from "@freehold/stack-shared-host/contract";
import { type TenantStackConfigInput, toStackConfig } from "@freehold/stack-tenant/contract";
import ssh2 from "ssh2";
import { pulumiBin } from "./engine-binary.ts";
import { freePort } from "./sandbox-child.ts";

/** The clouds with container machines behind them, and an engine that runs our programs against them. */
export interface SharedHostWorld {
  machines: ContainerMachines;
  sandbox: Sandbox;
  sshPort: number;
  up(config: SharedHostConfigInput): Promise<SharedHostOutputs>;
  destroy(config: SharedHostConfigInput): Promise<void>;
  /** A tenant's own stack. */
  tenantUp(config: TenantStackConfigInput): Promise<StackOutputs>;
  tenantDestroy(config: TenantStackConfigInput): Promise<void>;
  close(): Promise<void>;
}

export async function openSharedHostWorld(): Promise<SharedHostWorld> {
  const sshPort = await freePort();
  const machines = await createContainerMachines({ sshPort, offline: true });
  const sandbox = await startSandbox({ machines, sshPort });
  const home = await mkdtemp(path.join(tmpdir(), "freehold-hosts-"));
  const engine = await createEngine({ pulumiBin: pulumiBin ?? "", home, standIns: true, poolSize: 1 });
  let operations = 0;
  const run = async (program: string, stack: string, action: "up" | "destroy", config: RunRequest["config"]) => {
    operations++;
    const passphrase = "a passphrase for tests";
    const request = { program, stack, operationId: `op${operations}`, action, config, passphrase };
    return (await engine.run(request, { onEvent: () => undefined })).outputs;
  };
  const runHost = (action: "up" | "destroy", config: SharedHostConfigInput) =>
    run("shared-host", config.hostId, action, toSharedHostStackConfig(config));
  const runTenant = (action: "up" | "destroy", config: TenantStackConfigInput) =>
    run("tenant", config.tenantId, action, toStackConfig(config));
  return {
    machines,
    sandbox,
    sshPort,
    up: async (config) => SharedHostOutputs.parse(await runHost("up", config)),
    destroy: async (config) => void (await runHost("destroy", config)),
    tenantUp: async (config) => StackOutputs.parse(await runTenant("up", config)),
    tenantDestroy: async (config) => void (await runTenant("destroy", config)),
    async close() {
      await engine.close();
      await sandbox.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** An SSH key pair: `private` in OpenSSH's own form, `public` as a line of `authorized_keys`. */
export function newKeyPair(): { private: string; public: string } {
  for (;;) {
    const pair = ed25519KeyPair();
    // ssh2 cannot read each key that it writes.
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}

/** A slot's workload of one container, whose page names its image: its files, as `bundle` of the slot's signer takes them; `further` settings of its service. */
export function pageFiles(tenantId: string, image: string, further: object = {}): Record<string, string> {
  const web = {
    image,
    restart: "unless-stopped",
    // The stand-in shows its page on the port that it is checked on.
    healthcheck: { test: ["CMD-SHELL", "exec 3<>/dev/tcp/127.0.0.1/8000"], interval: "1s", retries: 10 },
    ...further,
  };
  return { upstream: "web:8000\n", "compose.yaml": canonicalCompose(tenantId, { web }) };
}

/** What a host answers to a name, whose record nobody asks for: the address is given. */
export interface Answer {
  status: number;
  body: string;
  location: string | undefined;
}

export function askByName(scheme: "http" | "https", address: string, name: string): Promise<Answer> {
  const request = scheme === "https" ? requestTls : requestPlain;
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: address,
        path: "/",
        headers: { host: name },
        agent: false,
        timeout: 10_000,
        ...(scheme === "https" ? { servername: name, rejectUnauthorized: false } : {}),
      },
      (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          body += part;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, body, location: response.headers.location }),
        );
      },
    );
    asked.on("timeout", () => asked.destroy(new Error(`${address} does not answer to ${name}`)));
    asked.on("error", reject);
    asked.end();
  });
}
