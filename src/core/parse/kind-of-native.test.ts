import { describe, expect, it } from 'vitest';
import { kindOfNative } from './native-symbols';

const OWN = ['/home/me/go/src/shop', '/home/me/shop'];

describe('kindOfNative', () => {
  it.each([
    ['/usr/lib/go-1.19/src/runtime/malloc.go', 'runtime'],
    ['/usr/local/go/src/encoding/json/decode.go', 'runtime'],
    ['/home/me/sdk/go1.22.3/src/regexp/regexp.go', 'runtime'],
    [
      '/home/me/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.22.linux-amd64/src/os/file.go',
      'runtime',
    ],
    ['/home/me/go/pkg/mod/github.com/tidwall/gjson@v1.0.0/gjson.go', 'library'],
    ['/home/me/go/src/shop/order.go', 'own'],
    ['/rustc/90b35a6239c3d8bdabc530a6a0816f7ff89a0aaf/library/std/src/fs.rs', 'runtime'],
    ['/rust/deps/hashbrown-0.16.1/src/map.rs', 'runtime'],
    ['/home/me/.cargo/registry/src/index/serde-1.0.0/src/lib.rs', 'library'],
    ['/home/me/shop/src/main.rs', 'own'],
  ])('%s is %s', (source, kind) => {
    expect(kindOfNative(source, '/home/me/shop/bin/shop', OWN)).toBe(kind);
  });
});
