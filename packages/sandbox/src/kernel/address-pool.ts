import { createServer, type Server } from "node:net";

/** The blocks `127.77.0.0/16` to `127.126.0.0/16`: away from what other programs use, one per sandbox on this machine. */
const FIRST_BLOCK = 77;
const LAST_BLOCK = 126;
/** A sandbox owns a block while it listens here, at the block's last address. */
const RESERVATION_PORT = 47_077;
/** Addresses per block: the last three octet-256ths are left to the reservation. */
const BLOCK_SIZE = 250 * 254;

/**
 * Hands out addresses of 127.0.0.0/8 that no other sandbox on this machine uses. Addresses are not reused at once:
 * the next one is always the one after the last handed out.
 */
export class AddressPool {
  private readonly used = new Set<string>();
  private readonly block: number;
  private readonly reservation: Server;
  private last = 0;

  private constructor(block: number, reservation: Server) {
    this.block = block;
    this.reservation = reservation;
  }

  /** Reserves a free block. */
  static async open(): Promise<AddressPool> {
    for (let block = FIRST_BLOCK; block <= LAST_BLOCK; block += 1) {
      const reservation = await reserve(block);
      if (reservation !== undefined) return new AddressPool(block, reservation);
    }
    throw new Error(
      `all ${LAST_BLOCK - FIRST_BLOCK + 1} address blocks of the sandbox (127.${FIRST_BLOCK}.0.0/16 to ` +
        `127.${LAST_BLOCK}.0.0/16) are in use on this machine, close another sandbox`,
    );
  }

  /** The block, in CIDR notation. */
  get cidr(): string {
    return `127.${this.block}.0.0/16`;
  }

  take(): string {
    for (let tried = 0; tried < BLOCK_SIZE; tried += 1) {
      this.last = (this.last + 1) % BLOCK_SIZE;
      const address = `127.${this.block}.${Math.floor(this.last / 254)}.${(this.last % 254) + 1}`;
      if (this.used.has(address)) continue;
      this.used.add(address);
      return address;
    }
    throw new Error(`no address is left in ${this.cidr}`);
  }

  giveBack(address: string): void {
    this.used.delete(address);
  }

  /** How many addresses are handed out. */
  get size(): number {
    return this.used.size;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.reservation.close(resolve));
  }
}

function reserve(block: number): Promise<Server | undefined> {
  const host = `127.${block}.255.254`;
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else if (error.code === "EADDRNOTAVAIL") reject(new Error(unroutable(host), { cause: error }));
      else reject(error);
    });
    server.listen({ host, port: RESERVATION_PORT }, () => resolve(server.unref()));
  });
}

function unroutable(host: string): string {
  return (
    `this machine does not answer on ${host}, and the sandbox gives every machine an address of its own in 127.0.0.0/8; ` +
    "Linux answers on all of them, run the sandbox there (a container or a virtual machine will do)"
  );
}
