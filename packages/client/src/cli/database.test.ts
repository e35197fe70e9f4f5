import { once } from "node:events";
import { connect } from "node:net";
import { Duplex } from "node:stream";
import { FreeholdError } from "@freehold/model";
import { expect, test } from "@jest/globals";
import type { FreeholdClient } from "../client.ts";
import { runCommand } from "../testing/run-command.ts";

const DATABASE_URL = "postgresql://postgres.tacme1:secret@acme.example.com:55000/postgres?sslmode=require";

/** A database that answers what it is sent, in capitals. */
function databases(): { client: Partial<FreeholdClient>; opened: string[] } {
  const opened: string[] = [];
  const client = {
    getOutputs: async () => ({ credentials: { databaseUrl: DATABASE_URL } }) as never,
    async openDatabase(tenant: string) {
      opened.push(tenant);
      return new Duplex({
        read() {},
        write(chunk: Buffer, _encoding, done) {
          this.push(String(chunk).toUpperCase());
          done();
        },
      });
    },
  };
  return { client, opened };
}

test("a tunnel prints the URL of its end on this machine, with the login, and carries each connection", async () => {
  const { client, opened } = databases();
  let answer = "";

  const { out, err } = await runCommand("tenants db acme", client, "", async (said) => {
    const socket = connect(Number(new URL(said.trim()).port), "127.0.0.1");
    socket.write("select");
    answer = String((await once(socket, "data"))[0]);
    socket.destroy();
  });

  expect(out).toMatch(/^postgresql:\/\/postgres\.tacme1:secret@127\.0\.0\.1:\d+\/postgres\?sslmode=require\n$/);
  expect(err).toBe("freehold: the tunnel to acme's database is open; Ctrl-C closes it\n");
  expect(answer).toBe("SELECT");
  expect(opened).toEqual(["acme", "acme"]);
});

test("what keeps it from being opened is said at once, and nothing listens", async () => {
  const { client } = databases();
  const openDatabase = () =>
    Promise.reject(new FreeholdError("forbidden", "this needs the permission tenants:operate"));

  await expect(runCommand("tenants db acme", { ...client, openDatabase })).rejects.toMatchObject({ code: "forbidden" });
});
