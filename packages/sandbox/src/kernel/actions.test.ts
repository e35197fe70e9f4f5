import { expect, test } from "@jest/globals";
import { Actions } from "./actions.ts";
import { Clock } from "./clock.ts";

const machine = { id: 1, type: "server" };

function makeActions(durationMs = 1000) {
  const clock = new Clock("manual");
  const lines: string[] = [];
  let id = 0;
  const actions = new Actions({ clock, durationMs, nextId: () => ++id, log: (line) => lines.push(line) });
  return { clock, actions, lines };
}

test("the change happens when the action ends", async () => {
  const { clock, actions } = makeActions();
  let changed = false;
  const action = actions.start({
    command: "change",
    resources: [machine],
    work: () => {
      changed = true;
    },
  });

  await clock.advance(500);
  expect([action.status, actions.progress(action), changed]).toEqual(["running", 50, false]);

  await clock.advance(500);
  expect([action.status, actions.progress(action), changed]).toEqual(["success", 100, true]);
});

test("an action after another one begins when that one has succeeded", async () => {
  const { clock, actions } = makeActions();
  const first = actions.start({ command: "first", resources: [machine] });
  const second = actions.start({ command: "second", resources: [machine], after: first });

  await clock.advance(1000);
  expect([first.status, second.status]).toEqual(["success", "running"]);

  await clock.advance(1000);
  expect(second.status).toBe("success");
});

test("a failed change ends its action and the ones after it in error, and says why", async () => {
  const { clock, actions, lines } = makeActions();
  const work = () => Promise.reject(new Error("no disk"));
  const first = actions.start({ command: "first", resources: [machine], work });
  const second = actions.start({ command: "second", resources: [machine], after: first });

  await clock.advance(1000);

  expect(first.error).toEqual({ code: "action_failed", message: "no disk" });
  expect(second.error).toEqual({ code: "action_failed", message: "the action before it (first) failed" });
  expect(lines).toContain("action 1 first failed: no disk");
});

test("an action occupies its first resource and no other", () => {
  const { actions } = makeActions();

  actions.start({ command: "apply_firewall", resources: [{ id: 7, type: "firewall" }, machine] });

  expect(actions.isBusy("firewall", 7)).toBe(true);
  expect(actions.isBusy("server", 1)).toBe(false);
});
