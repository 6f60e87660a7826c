const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/;

const isLocal = (url: string) => !URL.canParse(url) || LOOPBACK.test(new URL(url).hostname);

/** Why Meta cannot call this address; undefined: it may. A simulator on this machine can call all. */
export function whyUnreachable(webhookUrl: string, graphApiUrl: string): string | undefined {
  if (isLocal(graphApiUrl)) return undefined;
  if (isLocal(webhookUrl)) {
    return 'This server does not know its public address. Set PUBLIC_URL to its https address; for trials on this machine a tunnel gives one.';
  }
  if (!webhookUrl.startsWith('https:')) {
    return 'Meta calls https addresses only. Set PUBLIC_URL to the https address of this server.';
  }
  return undefined;
}
