import { Agent, get } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import ssh2 from "ssh2";

/** How the sandbox logs in to its Docker host. */
export interface HostLogin {
  address: string;
  port: number;
  user: string;
  privateKey: string;
  hostKey: string;
}

/** A login on the Docker host. */
export interface HostLoginSession {
  /** Runs a command; rejects with what it said when it does not end with 0. */
  run(command: string, stdin?: string): Promise<string>;
  /** Asks the host's Docker engine, as Docker's own client does it over SSH. */
  engine(path: string): Promise<unknown>;
  close(): void;
}

/** How long a host may take to boot, in milliseconds. */
const BOOT_LIMIT_MS = 120_000;

/** Logs in, trying again while the machine boots. */
export async function openHost(reach: HostLogin): Promise<HostLoginSession> {
  const giveUpAt = Date.now() + BOOT_LIMIT_MS;
  for (;;) {
    try {
      const client = await logIn(reach);
      return {
        run: (command, stdin = "") => run(client, command, stdin),
        engine: (path) => askEngine(client, path),
        close: () => client.end(),
      };
    } catch (error) {
      if (Date.now() > giveUpAt) throw new Error(`the sandbox's Docker host cannot be reached: ${String(error)}`);
    }
    await delay(200);
  }
}

function logIn(reach: HostLogin): Promise<ssh2.Client> {
  const client = new ssh2.Client();
  return new Promise((resolve, reject) => {
    client.once("ready", () => resolve(client));
    client.on("error", reject);
    client.once("close", () => reject(new Error("the machine closed the connection")));
    client.connect({
      host: reach.address,
      port: reach.port,
      username: reach.user,
      privateKey: reach.privateKey,
      hostVerifier: verifierOf(reach),
      readyTimeout: 20_000,
    });
    client.setNoDelay(true);
  });
}

function verifierOf({ hostKey }: HostLogin): (key: Buffer) => boolean {
  const pinned = hostKey.split(" ")[1];
  return (key) => key.toString("base64") === pinned;
}

function run(client: ssh2.Client, command: string, stdin: string): Promise<string> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error);
      let [out, err, exitCode] = ["", "", -1];
      channel.on("data", (data: Buffer) => {
        out += data.toString();
      });
      channel.stderr.on("data", (data: Buffer) => {
        err += data.toString();
      });
      channel.on("exit", (code: number | null) => {
        exitCode = code ?? -1;
      });
      channel.on("close", () =>
        exitCode === 0 ? resolve(out) : reject(new Error(`${command} failed on the Docker host: ${err.trim()}`)),
      );
      channel.end(stdin);
    });
  });
}

function askEngine(client: ssh2.Client, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    client.exec("docker system dial-stdio", (error, channel) => {
      if (error) return reject(error);
      const agent = new Agent({ keepAlive: false });
      agent.createConnection = () => channel;
      get({ agent, host: "docker", path }, (answer) => {
        let text = "";
        answer.on("data", (data: Buffer) => {
          text += data.toString();
        });
        answer.on("end", () => {
          channel.destroy();
          if (answer.statusCode === 200) resolve(JSON.parse(text));
          else reject(new Error(`Docker answered GET ${path} with ${answer.statusCode}: ${text}`));
        });
      }).on("error", reject);
    });
  });
}
