import Provider from 'oidc-provider';
const p = new Provider('http://localhost:9009', {
  clients: ['sep','epk'].map((id) => ({ client_id: id, client_secret: 'foreign-secret-0123456789abcdef', redirect_uris: [`http://${id}.localhost:8080/callback`], post_logout_redirect_uris: [`http://${id}.localhost:8080/signed-out`], grant_types: ['authorization_code','refresh_token'], response_types: ['code'], backchannel_logout_uri: `http://${id}.localhost:8080/backchannel-logout`, backchannel_logout_session_required: true })),
  cookies: { keys: ['k'.repeat(32)] },
  claims: { openid: ['sub'], profile: ['name','family_name','given_name'], email: ['email','email_verified'] },
  features: { backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  async findAccount(ctx, id) { return { accountId: id, async claims() { return { sub: id, name: 'Anna Testova', family_name: 'Testova', given_name: 'Anna', email: 'anna@example.org', email_verified: true }; } }; },
});
p.on('server_error', (c, e) => console.error(e)); p.on('grant.error', (c, e) => console.error('grant.error', e)); p.on('backchannel.error', (c, e, cl) => console.error('bc', cl.clientId, e.message));p.on('backchannel.success', (c, cl) => console.error('bc ok', cl.clientId));
p.listen(9009);
