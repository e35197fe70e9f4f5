import { expect, test } from "@jest/globals";
import { type PageRequest, pageOf } from "./page.ts";

const items = ["a", "b", "c", "d", "e"].map((id) => ({ id }));
const ids = (list: readonly { id: string }[]): string => list.map(({ id }) => id).join("");
const ask = (limit: number, cursor?: string | null): PageRequest => ({ limit, ...(cursor && { cursor }) });

test("pages follow each other to the end, and the last one says so", () => {
  const first = pageOf(items, ask(2));
  const second = pageOf(items, ask(2, first.nextCursor));
  const third = pageOf(items, ask(2, second.nextCursor));

  expect([first, second, third].map((page) => ids(page.items))).toEqual(["ab", "cd", "e"]);
  expect(third.nextCursor).toBeNull();
  expect(pageOf(items, ask(5)).nextCursor).toBeNull();
});

test("what comes or goes between two pages neither repeats nor hides another item", () => {
  const { nextCursor } = pageOf(items, ask(2));

  expect(ids(pageOf([{ id: "z" }, ...items], ask(2, nextCursor)).items)).toBe("cd");
  expect(
    ids(
      pageOf(
        items.filter(({ id }) => id !== "b"),
        ask(2, nextCursor),
      ).items,
    ),
  ).toBe("cd");
});

test("a cursor that was not given is refused at its place", () => {
  expect(() => pageOf(items, ask(2, "nonsense"))).toThrow(
    expect.objectContaining({ code: "invalid_request", errors: [expect.objectContaining({ pointer: "/cursor" })] }),
  );
});
