import { expect, test } from "@jest/globals";
import { createHetznerClient } from "../hetzner/client.ts";
import { answerAs } from "./answer-as.ts";

const { z } = await import("zod");

test("an answer of another form than the vendor documents is cloud_unavailable, with what is missing", () => {
  const Servers = z.object({ servers: z.array(z.object({ id: z.number() })) });

  expect(answerAs(Servers, { servers: [{ id: 1 }] })).toEqual({ servers: [{ id: 1 }] });
  expect(() => answerAs(Servers, { message: "welcome" })).toThrow(
    expect.objectContaining({ code: "cloud_unavailable", message: expect.stringContaining("servers") }),
  );
});

test("a client says so of JSON that some portal answers in the vendor's place", async () => {
  const answered = globalThis.fetch;
  globalThis.fetch = async () => Response.json({ message: "welcome" });
  try {
    const client = createHetznerClient({ token: "t", attempts: 1 });

    await expect(client.list("server", "")).rejects.toMatchObject({ code: "cloud_unavailable" });
  } finally {
    globalThis.fetch = answered;
  }
});
