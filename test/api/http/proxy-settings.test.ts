import { describe, expect, test } from 'vitest';
import { proxyFor } from '../../../src/api/http/proxy-settings.js';

const API = 'https://api-ch-dk-2.exoscale.com';
const ANY = 'http://proxy.example:3128';

function chosen(origin: string, env: Record<string, string>): string | undefined {
  const proxy = proxyFor(new URL(origin), env);
  return proxy && `${proxy.from} ${proxy.host}`;
}

describe('which variable sets the proxy', () => {
  test.each<[string, string, Record<string, string>, string | undefined]>([
    ['none', API, {}, undefined],
    ['HTTPS_PROXY for https', API, { HTTPS_PROXY: ANY }, 'HTTPS_PROXY proxy.example:3128'],
    ['HTTP_PROXY not for https', API, { HTTP_PROXY: ANY }, undefined],
    ['HTTP_PROXY for http', 'http://api.example', { HTTP_PROXY: ANY }, 'HTTP_PROXY proxy.example:3128'],
    ['HTTPS_PROXY not for http', 'http://api.example', { HTTPS_PROXY: ANY }, undefined],
    ['lower case wins', API, { HTTPS_PROXY: 'http://b:1', https_proxy: 'http://a:1' }, 'https_proxy a:1'],
    [
      'set to nothing: as if not set',
      API,
      { HTTPS_PROXY: ANY, https_proxy: '' },
      'HTTPS_PROXY proxy.example:3128',
    ],
    [
      'for http too',
      'http://api.example',
      { HTTP_PROXY: ANY, http_proxy: ' ' },
      'HTTP_PROXY proxy.example:3128',
    ],
    ['both set to nothing: none', API, { HTTPS_PROXY: '', https_proxy: '' }, undefined],
    ['no port: that of its scheme', API, { HTTPS_PROXY: 'http://proxy' }, 'HTTPS_PROXY proxy:80'],
    ['spoken to in TLS', API, { HTTPS_PROXY: 'https://proxy' }, 'HTTPS_PROXY proxy:443'],
    ['no scheme: http', API, { HTTPS_PROXY: 'proxy:3128' }, 'HTTPS_PROXY proxy:3128'],
    ['without its password', API, { HTTPS_PROXY: 'http://me:pw@proxy:3128' }, 'HTTPS_PROXY proxy:3128'],
    ['IPv6', API, { HTTPS_PROXY: 'http://[2001:db8::1]:3128' }, 'HTTPS_PROXY [2001:db8::1]:3128'],
    ['loopback: never', 'http://127.0.0.1:8787', { HTTP_PROXY: ANY }, undefined],
    ['localhost: never', 'https://localhost:8787', { HTTPS_PROXY: ANY }, undefined],
    ['::1: never', 'http://[::1]:8787', { HTTP_PROXY: ANY }, undefined],
  ])('%s', (_, origin, env, expected) => {
    expect(chosen(origin, env)).toBe(expected);
  });

  test.each(['http://', 'http://a b', '://', 'http://me:secret-pw@'])(
    '%j is refused as not the URL of a proxy',
    (value) => {
      expect(() => chosen(API, { HTTPS_PROXY: value })).toThrow(/^HTTPS_PROXY is not a proxy's URL like/);
    },
  );

  test('the error for a SOCKS proxy names the scheme and not the password', () => {
    expect(() => chosen(API, { HTTPS_PROXY: 'socks5://me:pw@proxy:1080' })).toThrow(
      'HTTPS_PROXY: the URL of a proxy begins with http:// or https://, not socks5',
    );
  });
});

describe('NO_PROXY', () => {
  test.each<[string, string, boolean]>([
    ['', API, true],
    ['*', API, false],
    ['exoscale.com', API, false],
    ['.exoscale.com', API, false],
    ['*.exoscale.com', API, false],
    ['EXOSCALE.COM', API, false],
    ['scale.com', API, true],
    ['com', API, false],
    ['example.com, api-ch-dk-2.exoscale.com', API, false],
    ['example.com exoscale.com', API, false],
    ['exoscale.com:443', API, false],
    ['exoscale.com:8443', API, true],
    ['exoscale.com:8443', 'https://api.exoscale.com:8443', false],
    ['10.1.2.3', 'https://10.1.2.3', false],
    ['10.0.0.0/8', 'https://10.1.2.3', false],
    ['10.0.0.0/8', 'https://11.1.2.3', true],
    ['10.0.0.0/99', 'https://10.1.2.3', true],
    ['nonsense/8', 'https://10.1.2.3', true],
    ['2001:db8::/32', 'https://[2001:db8::5]', false],
    ['2001:db8::5', 'https://[2001:db8::5]', false],
    ['[2001:db8::5]:443', 'https://[2001:db8::5]', false],
    ['2001:db8::/32', 'https://[2001:db9::5]', true],
    ['2001:0db8:0000:0000:0000:0000:0000:0005', 'https://[2001:db8::5]', false],
    ['2001:DB8:0:0::5', 'https://[2001:db8::5]', false],
    ['[2001:0db8:0:0:0:0:0:5]:443', 'https://[2001:db8::5]', false],
    ['[2001:0db8:0:0:0:0:0:5]:8443', 'https://[2001:db8::5]', true],
    ['[2001:0db8:0::]/32', 'https://[2001:db8::5]', false],
    ['2001:0db8:0:0:0:0:0:6', 'https://[2001:db8::5]', true],
  ])('%j for %s: proxy %s', (noProxy, origin, proxied) => {
    expect(chosen(origin, { HTTPS_PROXY: ANY, NO_PROXY: noProxy }) !== undefined).toBe(proxied);
  });

  test('the lower-case variable wins', () => {
    expect(chosen(API, { HTTPS_PROXY: ANY, NO_PROXY: '*', no_proxy: 'example.com' })).toBeDefined();
    expect(chosen(API, { HTTPS_PROXY: ANY, NO_PROXY: '*', no_proxy: '' })).toBeUndefined();
  });
});
