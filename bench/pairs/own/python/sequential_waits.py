"""n answers that take 4 ms each, asked for one after the other or all at once."""
import asyncio
import sys

mode, n = sys.argv[1], int(sys.argv[2])


async def ask(value):
    await asyncio.sleep(0.004)
    return value * 2


async def ask_in_turn():
    total = 0
    for index in range(n):
        total += await ask(index)
    return total


async def ask_together():
    return sum(await asyncio.gather(*(ask(index) for index in range(n))))


print(asyncio.run(ask_in_turn() if mode == "slow" else ask_together()))
