/** Who is next: the owners in turn, and of each owner what came first. One that wants much does not keep the others waiting. */
export interface FairQueue<Item> {
  readonly size: number;
  /** Everything that waits. */
  items(): Item[];
  add(owner: string, item: Item): void;
  /** Takes out what is next. Undefined when nothing waits. */
  next(): Item | undefined;
  /** Takes an item out of its turn. */
  remove(owner: string, item: Item): void;
}

export function createFairQueue<Item>(): FairQueue<Item> {
  // A map keeps the order in which owners came; whoever had a turn goes to its end.
  const owners = new Map<string, Item[]>();
  const put = (owner: string, items: Item[]): void => {
    owners.delete(owner);
    if (items.length > 0) owners.set(owner, items);
  };
  return {
    items: () => [...owners.values()].flat(),
    get size() {
      return [...owners.values()].reduce((sum, items) => sum + items.length, 0);
    },
    add(owner, item) {
      const items = owners.get(owner);
      if (items === undefined) owners.set(owner, [item]);
      else items.push(item);
    },
    next() {
      const [first] = owners;
      if (first === undefined) return undefined;
      const [owner, [item, ...rest]] = first;
      put(owner, rest);
      return item;
    },
    remove(owner, item) {
      const items = owners.get(owner)?.filter((each) => each !== item);
      if (items === undefined) return;
      if (items.length > 0) owners.set(owner, items);
      else owners.delete(owner);
    },
  };
}
