import { describe, expect, it } from 'vitest';
import { estimateMixedObjects, estimateObjects, inferInterval } from './estimate-objects';

describe('objects of a sampling heap profile', () => {
  it('estimates how many objects the bytes are', () => {
    const interval = 32_768;
    for (const size of [16, 24, 32, 48, 64, 800, 4096, 40_000, 1_000_000]) {
      for (const samples of [20, 1000]) {
        const count = Math.round(samples / (1 - Math.exp(-size / interval)));
        const estimate = estimateObjects(size * count, samples, interval);
        expect(estimate / count).toBeGreaterThan(0.9);
        expect(estimate / count).toBeLessThan(1.1);
      }
    }
    expect(estimateObjects(1_000_000, 1, interval)).toBeCloseTo(1, 6);
    expect(estimateObjects(0, 0, interval)).toBe(0);
  });

  it.each([8192, 32_768])('counts small objects beside large ones, every %s bytes', (interval) => {
    // As V8 does it: whole objects for each sample, and for a node's bytes one sum for each size.
    const made = [
      { size: 32, samples: 2000 },
      { size: 24, samples: 1500 },
      { size: 35_480, samples: 30 },
      { size: 120_368, samples: 30 },
    ];
    const scale = (size: number, count: number) =>
      Math.round(count / (1 - Math.exp(-size / interval)));
    const sizes = new Map<number, number>();
    for (const { size, samples } of made) {
      const scaled = size * scale(size, 1);
      sizes.set(scaled, (sizes.get(scaled) ?? 0) + samples);
    }
    const sum = (of: (size: number, count: number) => number) =>
      made.reduce((total, { size, samples }) => total + of(size, scale(size, samples)), 0);
    const bytes = sum((size, count) => size * count);
    const estimate = estimateMixedObjects(bytes, sizes, interval);
    expect(estimate / sum((_, count) => count)).toBeGreaterThan(0.4);
    expect(estimate / sum((_, count) => count)).toBeLessThan(2.5);
  });

  it('infers how often was sampled', () => {
    const of = (...sizes: number[]) => sizes.map((size) => ({ size }));
    // node --heap-prof by itself, the inspector's default, 8 KiB asked for, 10,000 bytes asked for.
    expect(inferInterval(of(524_304, 600_000))).toBe(524_288);
    expect(inferInterval(of(90_000, 32_784))).toBe(32_768);
    expect(inferInterval(of(8200))).toBe(8192);
    expect(inferInterval(of(10_024))).toBe(10_000);
    expect(inferInterval([])).toBeNull();
    expect(inferInterval(of(0, -1))).toBeNull();
  });
});
