import { describe, expect, test } from 'vitest';
import { findProjectArgument } from './launch-arguments';

describe('the project on the command line', () => {
  test('stands behind the app when unpackaged, whatever switches stand between', () => {
    const argv = ['/bin/electron', '--inspect=0', '--no-sandbox', '.', '--trace', 'samples/db'];
    expect(findProjectArgument(argv, false, '/home/me')).toBe('/home/me/samples/db');
  });

  test('stands first when packaged', () => {
    expect(findProjectArgument(['/opt/touchstone', '/data/db'], true, '/')).toBe('/data/db');
  });

  test('is missing when only the app is named', () => {
    expect(findProjectArgument(['/bin/electron', '.'], false, '/')).toBeNull();
    expect(findProjectArgument(['/opt/touchstone'], true, '/')).toBeNull();
  });
});
