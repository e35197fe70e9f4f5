import { expect, test } from "@jest/globals";
import { dockerReason } from "../docker-reason.ts";
import { engineReason, pulumiBin, withEngine } from "../engine-binary.ts";
import { type DemoLife, LIVES, runDemo, wrongWithLife } from "./lives.ts";

const withDocker = dockerReason === "" ? test : test.skip;

/** Which two of the four clouds are shown on simulated machines here, and which on a real one; `npm run test:demo` shows all of them. */
const SEED = 3;

withEngine(`the demo${engineReason}`, () => {
  const simulated = LIVES.filter(({ machines }) => machines === "simulated");
  test.each([0, 1].map((next) => simulated[(SEED + 1 + next) % simulated.length] as DemoLife))(
    "signs a tenant up at $cloud on simulated machines, destroys it and finds nothing left; at hetzner a machine is deleted and recreated meanwhile, elsewhere it is an app",
    async (life) => {
      const more = life.cloud === "hetzner" ? ["--story"] : ["--template", "app"];

      expect(await wrongWithLife(pulumiBin ?? "", life, ...more)).toEqual([]);
    },
  );

  const real = LIVES.filter(({ machines }) => machines === "container");
  withDocker.each(real.slice(SEED % real.length, (SEED % real.length) + 1))(
    `does the same at $cloud on a real machine${dockerReason}`,
    async (life) => {
      expect(await wrongWithLife(pulumiBin ?? "", life)).toEqual([]);
    },
  );

  test("a template that this version cannot run is refused with those that it can, and the exit status says so", async () => {
    const { status, errors } = await runDemo(pulumiBin ?? "", "--template", "dokploy");

    expect(status).toBe(1);
    expect(errors).toContain("supabase");
  });
});
