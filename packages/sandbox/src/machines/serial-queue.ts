/** Runs works one after the other, each when the one before has ended, however it ended. */
export type SerialQueue = <T>(work: () => Promise<T>) => Promise<T>;

/** A queue of its own for one resource. */
export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result;
    return result;
  };
}
