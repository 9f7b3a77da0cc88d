import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDifference,
  formatExponent,
  formatInterval,
  formatPerOperation,
  formatQuantity,
  formatRatio,
  formatShare,
  formatSpread,
  formatTime,
  formatWait,
} from './format-quantity';

describe('a time span', () => {
  test.each([
    [412.04, '412 ms'],
    [5.9, '5.90 ms'],
    [0.0127, '12.7 µs'],
    [0.0000041, '4.10 ns'],
    [1250, '1.25 s'],
    [126_000, '2.10 min'],
    [0, '0 ms'],
    [0.99996, '1.00 ms'],
    [999.9, '1.00 s'],
    [-3.456, '−3.46 ms'],
    [Number.NaN, '–'],
  ])('%d ms is written as %s', (ms, text) => {
    expect(formatTime(ms)).toBe(text);
  });
});

describe('a size', () => {
  test.each([
    [0, '0 B'],
    [4096, '4,096 B'],
    [12.5, '12.5 B'],
    [512.25, '512 B'],
    [41_000, '41.0 kB'],
    [16_400_000, '16.4 MB'],
    [2.5e9, '2.50 GB'],
    [-4096, '−4,096 B'],
  ])('%d bytes are written as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

test('counts are written in full, with thousands separated', () => {
  expect(formatCount(412_003)).toBe('412,003');
  expect(formatCount(1_234_567)).toBe('1,234,567');
  expect(formatCount(0.02)).toBe('0.02');
  expect(formatCount(1.5)).toBe('1.5');
  expect(formatCount(0)).toBe('0');
});

test('figures per operation keep two decimals, so that a column lines up', () => {
  expect(formatPerOperation(1)).toBe('1.00');
  expect(formatPerOperation(0.02)).toBe('0.02');
  expect(formatPerOperation(4000)).toBe('4,000');
  expect(formatPerOperation(0.004)).toBe('0.004');
  expect(formatPerOperation(0)).toBe('0');
});

test('ratios keep the digits that matter at any size', () => {
  expect(formatRatio(20_171.4)).toBe('20,171×');
  expect(formatRatio(297.9)).toBe('298×');
  expect(formatRatio(70.24)).toBe('70.2×');
  expect(formatRatio(4.2)).toBe('4.20×');
  expect(formatRatio(0.83)).toBe('0.83×');
  expect(formatRatio(Infinity)).toBe('∞×');
  expect(formatRatio(Number.NaN)).toBe('–');
});

test('shares never round something to nothing, nor nearly all to all', () => {
  expect(formatShare(0.612)).toBe('61.2 %');
  expect(formatShare(1)).toBe('100 %');
  expect(formatShare(0)).toBe('0 %');
  expect(formatShare(0.0001)).toBe('<0.1 %');
  expect(formatShare(0.99995)).toBe('>99.9 %');
});

test('a difference carries its sign', () => {
  expect(formatDifference(1.2, 'ms')).toBe('+1.20 ms');
  expect(formatDifference(-4096, 'bytes')).toBe('−4,096 B');
  expect(formatDifference(0, 'ms')).toBe('0 ms');
});

test('an unknown unit is kept behind the number', () => {
  expect(formatQuantity(3, 'pages')).toBe('3 pages');
  expect(formatQuantity(2, 'line')).toBe('line 2');
  expect(formatQuantity(0, 'line')).toBe('–');
});

test('a spread is in the unit of its value', () => {
  expect(formatSpread(412, [408.9, 415.1], 'ms')).toBe('±3.1');
  expect(formatSpread(0.0127, [0.0125, 0.0129], 'ms')).toBe('±0.20');
  expect(formatSpread(70, [66, 90], 'ratio')).toBe('[66.0, 90.0]');
});

test('an interval keeps the digits that tell its bounds apart', () => {
  expect(formatInterval([1.0001, 1.0012])).toBe('[1.000, 1.001]');
});

test('an exponent is written with its interval', () => {
  expect(formatExponent({ exponent: 1.02, ci95: [-0.004, 1.04] })).toBe('1.02 [0.00, 1.04]');
});

test('a wait is written as people say it', () => {
  expect(formatWait(12_400)).toBe('12 s');
  expect(formatWait(125_000)).toBe('2 min 5 s');
  expect(formatWait(3_780_000)).toBe('1 h 3 min');
});
