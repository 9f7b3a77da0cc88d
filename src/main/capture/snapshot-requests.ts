/** Somebody wants a heap snapshot now: handed to the pass that can take one, for as long as it runs. */
export class SnapshotRequests {
  #take: (() => number) | null = null;

  /** Asks the processes of the pass under way. Gives how many were asked; null where no pass can take snapshots now. */
  take(): number | null {
    return this.#take?.() ?? null;
  }

  /** Answers requests by `take` while the action runs. */
  async serve<Value>(take: () => number, action: () => Promise<Value>): Promise<Value> {
    this.#take = take;
    try {
      return await action();
    } finally {
      this.#take = null;
    }
  }
}
