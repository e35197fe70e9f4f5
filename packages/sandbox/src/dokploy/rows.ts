// What an organization's tables hold, a type for each. They stand apart from the operations so that organization.ts and the operations do not import each other.

/** A machine that a Dokploy installation deploys to; columns as in the product's table `server`. */
export interface Server {
  /** The `serverId`. */
  id: string;
  name: string;
  description: string | null;
  ipAddress: string;
  port: number;
  username: string;
  appName: string;
  enableDockerCleanup: boolean;
  buildsConcurrency: number;
  createdAt: string;
  serverStatus: "active" | "inactive";
  serverType: "deploy" | "build";
  command: string;
  sshKeyId: string | null;
}

/** A key pair that Dokploy reaches servers with. */
export interface SshKey {
  /** The `sshKeyId`. */
  id: string;
  name: string;
  description: string | null;
  privateKey: string;
  publicKey: string;
  createdAt: string;
}
