/**
 * Whose requests are answered. There is no authentication, so a page that somebody has open in a browser on this machine
 * must not be able to use the service: neither by sending it forms, nor by a name of its own that it lets mean this
 * address (DNS rebinding).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Methods that change nothing. */
const SAFE = ['GET', 'HEAD', 'OPTIONS'];

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/**
 * Refuses requests that name another host than this one, and changes that another site's page asks for.
 *
 * @param names host names that mean this service, beside those of the loopback interface and its own address
 */
export function onlyKnownCallers(names: readonly string[]): Middleware {
  const known = new Set([...LOOPBACK, ...names.map((name) => name.toLowerCase())]);
  return (request, response, next) => {
    const reason = reasonAgainst(request, known);
    if (reason === undefined) return next();
    const [status, message] = reason;
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ message, statusCode: status }));
  };
}

function reasonAgainst(
  request: IncomingMessage,
  known: ReadonlySet<string>,
): [status: number, why: string] | undefined {
  const { host, origin, 'sec-fetch-site': site, 'content-type': type } = request.headers;
  const name = hostNameOf(host);
  if (name === undefined || !(known.has(name) || name === addressOf(request))) {
    return [421, `This service is not known as ${host ?? 'a request without a host'}`];
  }
  if (SAFE.includes(request.method ?? '')) return undefined;
  // Browsers send both by themselves, and no page can change them.
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return [403, 'Requests of other sites are refused'];
  if (origin !== undefined && hostOfOrigin(origin) !== host?.toLowerCase()) {
    return [403, 'Requests of other sites are refused'];
  }
  // A form can send other types only.
  const hasBody = request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined;
  if (hasBody && request.headers['content-length'] !== '0' && !/^application\/json\s*(;|$)/i.test(type ?? '')) {
    return [415, 'The body must be application/json'];
  }
  return undefined;
}

/** The name in a `Host`, in lower case and without the port and the dot that a name may end in. */
function hostNameOf(host: string | undefined): string | undefined {
  const [, name] = /^(\[[0-9a-f:.]+\]|[^:/?#@\s]+)(?::\d{1,5})?$/i.exec(host ?? '') ?? [];
  return name?.toLowerCase().replace(/\.$/, '');
}

function hostOfOrigin(origin: string): string | undefined {
  return URL.canParse(origin) ? originHost(new URL(origin)) : undefined;
}

function originHost({ protocol, host }: URL): string | undefined {
  return protocol === 'http:' || protocol === 'https:' ? host : undefined;
}

/** The address that the request came to, as a `Host` has it. */
function addressOf({ socket }: IncomingMessage): string {
  const address = (socket.localAddress ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
  return address.includes(':') ? `[${address}]` : address;
}
