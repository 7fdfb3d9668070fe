// The version of Bun that compiles the standalone programs and is contained in them.

/** Its version. */
export const VERSION = '1.4.4';

/** The integrity that its packages must have in the registry, for each kind of machine. */
export const INTEGRITY = {
  'linux-x64':
    'sha512-CHbbkmHVM28T1GFq+6GL4Ao4ujwwYwj1CxFFwEFzLanPfNsId9AhbIP0Q4reWuWBkGimUkoQygrK7Rgjtj3vog==',
  'linux-aarch64':
    'sha512-ZTVtpf9zmHSBVPX1sBwe5agGb/rN34yPGg/Hby8e2Ax2uCUA2URZKlZH7qLntK7qaFJCMXh9v0GWNYN2zINz1w==',
  'linux-x64-musl':
    'sha512-lEEjNOJJrbGZu2NVcPI4uXdILcpspezWkA8R/Jr0RCGhM6zQd0Y7JBIIKNAmbX59EeWpeEz7Q78iLbpcAUypUA==',
  'linux-aarch64-musl':
    'sha512-QFd0P+mHJxbZFbUla4MgiE5OwxysHaUIYxL2pPNkpWtaI7v4ShOpr8OhBmsuyB0xn5rv/ZJnPsj2y8+bB9+g/A==',
  'darwin-x64':
    'sha512-oKGcxLsvh4oHjAo28nPm8c/xN0o/OmGyj1IHYc94vprkWsW2hNg2keEZt5f40cI5Hvu4jDlSRTR0UNpv1UIAxw==',
  'darwin-aarch64':
    'sha512-zW/hxwc8sJAILGwB5eTC4i48ouGXf0V4lrxmEOk3JIE6JkYVW1TZh1E2pIempqsezgW1sckTIIDudFON8bJ2Mw==',
  'windows-x64':
    'sha512-a3LNctBVO8PjePsFZfwDleF2JXYf2BfQ1u/PLRnBDLnC2Riml+4+LgJpKj4xRGhB92KweGyQI5PXaTkP9qypMQ==',
};

const arch = { x64: 'x64', arm64: 'aarch64' }[process.arch];
const isMusl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
/** The kind of this machine. */
export const here = `${process.platform}-${arch}${isMusl ? '-musl' : ''}`;
