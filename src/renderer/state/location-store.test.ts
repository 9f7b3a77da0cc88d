import { beforeEach, describe, expect, test } from 'vitest';
import { useLocationStore } from './location-store';

const store = () => useLocationStore.getState();
const RECORDING = { kind: 'comparison', id: 'a' } as const;

beforeEach(() => store().reset());

describe('a part of the run', () => {
  test('starts every flame graph at its whole, and Back returns to what was seen', () => {
    store().open(RECORDING);
    store().setFlame('flame', { root: 42 });
    store().setPart({ side: 'candidate', fromMs: 10, toMs: 20 });
    expect(store().location).toMatchObject({ part: { fromMs: 10 }, flame: { root: null } });
    store().back();
    expect(store().location).toMatchObject({ part: null, flame: { root: 42 } });
  });

  test('belongs to one place, and clearing nothing is no step', () => {
    store().open(RECORDING);
    store().setPart({ side: 'candidate', fromMs: 10, toMs: 20 });
    store().goToPlace('insert', 100);
    expect(store().location.part).toBeNull();
    const steps = store().past.length;
    store().setPart(null);
    expect(store().past).toHaveLength(steps);
  });
});

describe('the way back', () => {
  test('returns to exactly what was seen', () => {
    store().open(RECORDING);
    store().go({ tab: 'Flame graph' });
    store().setFlame('flame', { root: 42 });
    store().go({ tab: 'Functions' });
    store().back();
    expect(store().location).toMatchObject({ tab: 'Flame graph', flame: { root: 42 } });
    store().back();
    expect(store().location.flame.root).toBeNull();
    store().forward();
    expect(store().location.flame.root).toBe(42);
  });

  test('a new step forgets the way forward', () => {
    store().go({ tab: 'Heap' });
    store().back();
    store().go({ tab: 'Output' });
    store().forward();
    expect(store().location.tab).toBe('Output');
  });

  test('typing a search is no step', () => {
    store().setFlame('flame', { search: 's' });
    store().setFlame('flame', { search: 'sc' });
    expect(store().past).toEqual([]);
  });

  test('ends where it began', () => {
    store().back();
    store().forward();
    expect(store().location.tab).toBe('Summary');
  });
});

describe('node numbers hold for one question', () => {
  test.each([
    ['another metric', () => store().setFlame('flame', { metric: 'syncs' })],
    ['another order', () => store().setFlame('flame', { mode: 'inverted' })],
    ['another size', () => store().goToPlace('lookup', 500)],
    ['another recording', () => store().open({ kind: 'comparison', id: 'b' })],
  ])('%s shows the whole', (_, change) => {
    store().open(RECORDING);
    store().setFlame('flame', { root: 7 });
    change();
    expect(store().location.flame.root).toBeNull();
  });

  test('a search keeps the zoom', () => {
    store().setFlame('flame', { root: 7 });
    store().setFlame('flame', { search: 'scan' });
    expect(store().location.flame.root).toBe(7);
  });
});
