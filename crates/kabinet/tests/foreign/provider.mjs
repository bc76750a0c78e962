// The OpenID provider of others for `it/provider.rs`: npm `oidc-provider` as its own guide sets it
// up, with two clients and one person, all told on the command line:
//
//   node provider.mjs '{"port": 8123, "issuer": "http://other.localhost:8123", "clients": […],
//                       "people": {"login": {claims}}}'
//
// It prints one line when it listens and one for each sign-out that it told a client of.

import { generateKeyPairSync } from 'node:crypto';
import dns from 'node:dns';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const { port, issuer, clients, people } = JSON.parse(process.argv[2]);

// Node.js asks the network for names below `localhost`, which nobody there knows (RFC 6761 §6.3
// says that they are this machine).
function lookup(host, options, callback) {
  const [settings, done] = typeof options === 'function' ? [{}, options] : [options, callback];
  const name = host.endsWith('.localhost') ? '127.0.0.1' : host;
  return dns.lookup(name, settings, done);
}

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const provider = new Provider(issuer, {
  clients: clients.map((client) => ({
    ...client,
    id_token_signed_response_alg: 'ES256',
    backchannel_logout_session_required: true,
  })),
  claims: {
    openid: ['sub'],
    profile: ['family_name', 'given_name', 'middle_name', 'birthdate', 'gender'],
    email: ['email', 'email_verified'],
    phone: ['phone_number', 'phone_number_verified'],
  },
  cookies: { keys: ['only for a test'] },
  features: {
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      logoutSource(ctx, form) {
        const button = '<button name="logout" value="yes">Sign out</button></form>';
        ctx.body = `<!doctype html><h1>Sign out?</h1>${form.replace('</form>', button)}`;
      },
    },
  },
  findAccount: (ctx, sub) => people[sub] && {
    accountId: sub,
    claims: async () => ({ sub, ...people[sub] }),
  },
  httpOptions: () => ({ dnsLookup: lookup }),
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256' }] },
  pkce: { methods: ['S256'], required: () => true },
});

provider.on('backchannel.success', (ctx, client) => console.log(`told ${client.clientId}`));
provider.on('backchannel.error', (ctx, error, client) => {
  console.log(`could not tell ${client.clientId}: ${error.message}`);
});
provider.on('server_error', (ctx, error) => console.error(error));

createServer(provider.callback()).listen(port, '127.0.0.1', () => console.log('listening'));
